"""Signing in and out at a machine that others use too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.people.models import Account
from linli.wishes.raising import KIND, NAME, PHONE, WORDS
from tests.sheets import opened, said
from tests.town import HOME

if TYPE_CHECKING:
    from tests.town import Someone, Town

PASSWORD = "晓风-残月-1987"
FRESH = "/receipt/new/"


def raised_here(client: Client) -> Case:
    """Say a wish on its pages; its receipt is open in this browser then."""
    url = reverse("raise", args=[HOME])
    typed = {WORDS.name: "想要一根带座的拐杖", KIND.name: "thing", NAME.name: "", PHONE.name: ""}
    sent = client.post(url, {**typed, **opened(client, url), "screen": "3"})
    assert sent.headers["Location"] == FRESH
    return Case.objects.latest("began")


def sign_in(client: Client, username: str) -> None:
    assert client.post("/login/", {"login": username, "password": PASSWORD}).status_code == 302


@pytest.fixture
def neighbour(town: Town) -> Account:
    """Make somebody who can sign in."""
    del town
    return Account.objects.create_account(username="neighbour", name="孟晓岚", password=PASSWORD)


def test_who_signs_in_after_somebody_sees_nothing_of_their_receipts(client: Client, neighbour: Account) -> None:
    case = raised_here(client)
    for address in (FRESH, case.url):
        assert client.get(address).status_code == 200
    sign_in(client, neighbour.username)
    for address in (FRESH, case.url, f"/receipt/{case.street}/{case.id}/"):
        assert client.get(address).status_code == 404, address


def test_who_comes_after_somebody_signed_out_sees_nothing_of_their_receipts(client: Client, neighbour: Account) -> None:
    sign_in(client, neighbour.username)
    case = raised_here(client)
    assert client.get(FRESH).status_code == 200
    client.post("/logout/")
    assert "_auth_user_id" not in client.session
    for address in (FRESH, case.url):
        assert client.get(address).status_code == 404, address


def test_a_fresh_receipt_is_bound_to_the_account_even_where_its_cookie_stayed(
    client: Client, neighbour: Account, helper: Someone
) -> None:
    sign_in(client, neighbour.username)
    raised_here(client)
    kept = client.cookies["linli_fresh"]
    for other in (Client(), helper.sign_in(Client())):
        other.cookies["linli_fresh"] = kept
        assert other.get(FRESH).status_code == 404


def test_a_wrong_password_forgets_nothing(client: Client, neighbour: Account) -> None:
    raised_here(client)
    client.post("/login/", {"login": neighbour.username, "password": "not it at all"})
    assert client.get(FRESH).status_code == 200


def test_a_button_closes_what_is_open_in_this_browser(client: Client, town: Town) -> None:
    del town
    assert "不再在这台设备上显示" not in said(client.get("/"))
    case = raised_here(client)
    for address in ("/", f"/receipt/{case.street}/{case.id}/"):
        assert "不再在这台设备上显示" in said(client.get(address)), address
    assert client.get("/receipt/leave/").status_code == 405
    assert client.post("/receipt/leave/").headers["Location"] == "/"
    for address in (FRESH, case.url):
        assert client.get(address).status_code == 404, address


def test_another_site_cannot_close_them(town: Town) -> None:
    del town
    assert Client(enforce_csrf_checks=True).post("/receipt/leave/").status_code == 403
