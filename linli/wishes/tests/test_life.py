"""One life of a wish through the pages, as people without an account and with one live it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case
from linli.ledger import outbox
from tests.lives import PUBLIC_TEXT, WORDS
from tests.sheets import address, body, hidden, said, send
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def raised_without_an_account(client: Client) -> str:
    """Answer one question after the other; give the address of the receipt."""
    url = reverse("raise", args=[HOME])
    page = client.get(url)
    for screen in ({"words": WORDS}, {"kind": "service"}, {"name": "老孟", "phone": ""}, {"publish": "1"}):
        marks = {
            name: value
            for name, value in hidden(body(page)).items()
            if name not in {"csrfmiddlewaretoken", "language", "next"}
        }
        page = client.post(url, {**marks, **screen})
        assert page.status_code in {200, 302}
    assert page.status_code == 302
    return page.headers["Location"]


def code_on(page: str) -> str:
    """Read the code as a person does."""
    found = re.search(rf"{STREET}(?:[0-9A-Z]{{12}})", re.sub(r"<[^>]*>|\s", "", page))
    assert found
    return found[0]


def test_from_the_code_in_the_stairwell_to_the_rating_without_an_account(desk: Someone, helper: Someone) -> None:
    wisher = Client()
    fresh = wisher.get(raised_without_an_account(wisher))
    code = code_on(body(fresh))
    case = Case.objects.get()
    assert wisher.get(case.url).status_code == 200

    at_the_desk = desk.sign_in(Client())
    assert WORDS in body(at_the_desk.get(case.url))
    published = send(at_the_desk, address(case, "publish"), public_text=PUBLIC_TEXT, scope="community", checked="on")
    assert published.status_code == 302

    helping = helper.sign_in(Client())
    assert PUBLIC_TEXT in body(helping.get(reverse("wall", args=[HOME])))
    assert send(helping, address(case, "claim"), way="self").status_code == 302
    assert PUBLIC_TEXT in body(helping.get(reverse("claims")))
    assert send(helping, address(case, "finish"), note="灯换好了").status_code == 302

    at_home = Client()  # another day, another phone: the code is enough
    opened = at_home.post(reverse("receipt"), {"code": code.lower()})
    assert "待确认" in said(at_home.get(opened.headers["Location"]))
    assert "灯换好了" in body(at_home.get(case.url))
    assert send(at_home, address(case, "confirm"), rating="5", comment="谢谢").status_code == 302
    assert "已办结" in said(at_home.get(case.url))
    assert Case.objects.get().rating == 5


def test_from_a_bad_rating_through_the_invitation_to_a_good_one(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    wisher, at_the_desk, helping = (one.sign_in(Client()) for one in (resident, desk, helper))
    send(wisher, reverse("raise", args=[HOME]), words=WORDS, kind="service", screen="3", publish="1")
    case = Case.objects.get()
    for rating in ("2", "4"):
        text = {"public_text": PUBLIC_TEXT, "scope": "street", "checked": "on"}
        assert send(at_the_desk, address(case, "publish"), **text).status_code == 302
        assert send(helping, address(case, "claim"), way="member").status_code == 302
        assert send(helping, address(case, "finish"), note="").status_code == 302
        assert send(wisher, address(case, "confirm"), rating=rating, comment="").status_code == 302
        outbox.drain(now=timezone.now() + timedelta(seconds=1))
        if rating == "2":
            assert case.label in body(helping.get(reverse("claims")))  # invited
            assert "不满意" in said(at_the_desk.get(case.url))
    case = Case.objects.get()
    assert (case.state, case.rating, case.reopened) == ("closed", 4, 1)


def test_pages_with_private_words_are_kept_by_no_cache(resident: Someone, desk: Someone) -> None:
    wisher = resident.sign_in(Client())
    send(wisher, reverse("raise", args=[HOME]), words=WORDS, kind="service", screen="3", publish="1")
    case = Case.objects.get()
    for client, urls in (
        (wisher, ("/", reverse("mine"), case.url, address(case, "withdraw"))),
        (desk.sign_in(Client()), (reverse("desk"), case.url, address(case, "publish"))),
    ):
        for url in urls:
            answer = client.get(url)
            assert WORDS in body(answer), url
            assert "no-store" in answer.headers["Cache-Control"], url
            assert "private" in answer.headers["Cache-Control"], url
