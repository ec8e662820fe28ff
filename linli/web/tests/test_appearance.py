"""Elder mode and colours: chosen on any page, kept in the browser alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.ui.appearance import COOKIE, Appearance, appearance_of
from tests.sheets import said

pytestmark = pytest.mark.django_db


def choose(client: Client, **typed: str) -> str:
    answer = client.post(reverse("appearance"), {"next": "/policy/", **typed})
    assert answer.status_code == 302
    return answer["Location"]


def test_one_button_on_every_page_turns_elder_mode_on_and_leads_back() -> None:
    client = Client()
    assert "大字版" in said(client.get("/"))
    assert choose(client, text="1") == "/policy/"
    page = said(client.get("/policy/"))
    assert 'data-text="1"' in page
    assert "ui/elder." in page
    assert "字再大些" in page
    choose(client, text="3")
    assert "字再大些" not in said(client.get("/"))
    choose(client, text="0")
    assert "ui/elder." not in said(client.get("/"))


def test_colours_follow_the_device_until_somebody_chooses() -> None:
    client = Client()
    assert "(prefers-color-scheme: dark)" in said(client.get("/"))
    choose(client, colours="dark", text="2")
    page = said(client.get("/"))
    assert 'media="screen"' in page
    assert 'data-text="2"' in page
    choose(client, colours="light")
    assert "ui/dark." not in said(client.get("/"))


@pytest.mark.parametrize("kept", ["", "9.auto", "1.pink", "1", "1.dark.x", "一.dark"])
def test_a_made_up_cookie_is_none(rf: object, kept: str) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    request.COOKIES[COOKIE] = kept
    assert appearance_of(request) == Appearance()


def test_an_unknown_choice_changes_nothing_and_leads_to_no_other_site() -> None:
    client = Client()
    assert choose(client, text="7", colours="pink", next="https://elsewhere.example/") == reverse("appearance")
    page = said(client.get("/"))
    assert "ui/elder." not in page
