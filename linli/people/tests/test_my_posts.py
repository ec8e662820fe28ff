"""Whoever holds a post announces leave themselves, once, and is not at the post meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.people.models import Leave
from tests.sheets import said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def test_leave_is_announced_once_and_the_post_is_left_meanwhile(desk: Someone) -> None:
    client, url, today = desk.sign_in(Client()), reverse("my_posts"), timezone.localdate()
    typed = {"since": today.isoformat(), "until": (today + timedelta(days=2)).isoformat()}
    assert [client.post(url, typed).status_code for _again in range(2)] == [302, 302]
    assert Leave.objects.count() == 1
    assert not desk.person.has("desk")
    assert client.post(url, {"since": "明天", "until": ""}).status_code == 409


def test_who_holds_nothing_is_told_so_and_announces_nothing(resident: Someone) -> None:
    client, url = resident.sign_in(Client()), reverse("my_posts")
    assert "没有岗位" in said(client.get(url))
    client.post(url, {"since": "2026-09-01", "until": "2026-09-02"})
    assert not Leave.objects.exists()
