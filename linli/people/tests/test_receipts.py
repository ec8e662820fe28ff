"""A browser follows what it opened with a receipt code, for a day, and nothing that it made up."""

from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.kit.ids import uuid7
from linli.people import receipts_cookie
from linli.people.person import person_of, visitor
from linli.people.receipts_cookie import COOKIE, MOST, SECONDS, grant, receipts_of, withdraw

STREET = "620103001"


def request_with(cookie: str = "") -> HttpRequest:
    """Make a request as the browser would send it next."""
    asking = RequestFactory().get("/")
    asking.user = AnonymousUser()
    if cookie:
        asking.COOKIES[COOKIE] = cookie
    return asking


def granted(*streams: UUID, cookie: str = "") -> str:
    """Open the streams one after the other; returns what the browser keeps in the end."""
    for stream in streams:
        answer = HttpResponse()
        grant(request_with(cookie), answer, street=STREET, stream=stream)
        cookie = answer.cookies[COOKIE].value
    return cookie


def test_an_opened_receipt_is_followed_in_this_browser() -> None:
    first, second = uuid7(), uuid7()
    asking = request_with(granted(first, second))
    assert receipts_of(asking) == {first: STREET, second: STREET}
    assert person_of(asking) == visitor({first: STREET, second: STREET})
    assert not person_of(asking).is_known
    assert person_of(request_with()) == visitor()


def test_no_script_reads_the_cookie_and_no_other_site_sends_it() -> None:
    answer = HttpResponse()
    grant(request_with(), answer, street=STREET, stream=uuid7())
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", SECONDS)


def test_the_ninth_takes_the_place_of_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    streams, now, cookie = [uuid7() for _ in range(MOST + 1)], 1_000_000.0, ""
    for stream in streams:
        now += 1
        monkeypatch.setattr("time.time", lambda now=now: now)
        cookie = granted(stream, cookie=cookie)
    assert receipts_of(request_with(cookie)) == dict.fromkeys(streams[1:], STREET)


def test_each_is_followed_for_a_day_from_its_own_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    early, late = uuid7(), uuid7()
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    cookie = granted(early)
    monkeypatch.setattr("time.time", lambda: 1_000_000.0 + SECONDS / 2)
    cookie = granted(late, cookie=cookie)
    monkeypatch.setattr("time.time", lambda: 1_000_000.0 + SECONDS + 1)
    assert receipts_of(request_with(cookie)) == {late: STREET}
    monkeypatch.setattr("time.time", lambda: 1_000_000.0 + SECONDS * 2)
    assert receipts_of(request_with(cookie)) == {}


def test_a_made_up_or_changed_cookie_opens_nothing() -> None:
    mine, anothers = uuid7(), uuid7()
    cookie = granted(mine)
    for forged in (
        cookie.replace(mine.hex, anothers.hex),
        cookie[:-1],
        mine.hex,
        f"{STREET}/{mine.hex}.9999999999",
        "乱码",
        ":",
    ):
        assert receipts_of(request_with(forged)) == {}


def test_leaving_forgets_them() -> None:
    answer = HttpResponse()
    withdraw(answer)
    assert answer.cookies[COOKIE]["max-age"] == 0
    assert receipts_cookie.COOKIE == "linli_receipts"
