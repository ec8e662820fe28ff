"""One's own page leads to everything about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from tests.sheets import said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def test_the_page_shows_who_one_is_and_every_link_opens(desk: Someone) -> None:
    client = desk.sign_in(Client())
    page = said(client.get(reverse("me")))
    assert "边玉洁" in page
    assert "林家庄社区服务窗口" in page
    for route in ("my_data", "my_looks", "erase_me"):
        assert f'href="{reverse(route)}"' in page
        assert client.get(reverse(route)).status_code == 200


def test_strangers_are_led_to_the_sign_in(client: Client) -> None:
    assert client.get(reverse("me")).status_code == 302
