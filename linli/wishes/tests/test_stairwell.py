"""The code in the stairwell, and the buttons of those who put it up."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
import segno
from django.test import Client
from django.urls import reverse

from tests.sheets import body, said
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def drawn(page: str) -> str:
    """The path of the code on a page: it is the code itself."""
    found = re.search(r'<svg[^>]*class="qr"[^>]*>.*?<path[^>]* d="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("place", [HOME, f"{HOME}001"])
def test_the_code_leads_to_the_form_of_its_own_place(town: Town, place: str) -> None:
    del town
    form = f"http://testserver{reverse('raise', args=[place])}"
    answer = Client().get(reverse("wish_code", args=[place]))
    assert form in said(answer)
    picture = io.BytesIO()
    segno.make(form, error="m", micro=False).save(picture, kind="svg", border=2)
    assert f'd="{drawn(body(answer))}"' in picture.getvalue().decode()
    assert Client().get(form).status_code == 200


def test_the_page_names_its_community_in_both_languages_and_can_only_be_read(town: Town) -> None:
    url = reverse("wish_code", args=[HOME])
    client = Client()
    assert town.home.short_name in said(client.get(url))
    client.cookies["django_language"] = "en"
    english = said(client.get(url))
    assert town.home.short_name in english
    assert "Scan" in english
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("place", [STREET, f"{HOME}999", "999999999999", "abc"])
def test_a_place_that_is_not_open_has_no_code(town: Town, place: str) -> None:
    del town
    assert Client().get(reverse("wish_code", args=[place])).status_code == 404


def test_desk_and_grid_begin_a_wish_for_their_own_place_and_find_their_code(
    desk: Someone, grid_worker: Someone
) -> None:
    for who, place in ((desk, HOME), (grid_worker, f"{HOME}001")):
        page = body(who.sign_in(Client()).get(reverse("desk")))
        assert f'href="{reverse("begin", args=["wish", place])}"' in page
        assert f'href="{reverse("wish_code", args=[place])}"' in page


def test_who_only_looks_on_has_no_such_button(auditor: Someone, street_leader: Someone) -> None:
    for who in (auditor, street_leader):
        assert "/wish/" not in body(who.sign_in(Client()).get(reverse("desk")))


def test_the_form_of_the_desk_asks_for_the_name_of_the_other(desk: Someone, resident: Someone) -> None:
    url = reverse("raise", args=[HOME])
    assert "怎么称呼本人？" in said(desk.sign_in(Client()).get(url))
    assert "怎么称呼本人？" not in said(resident.sign_in(Client()).get(url))
