"""When something may leave the house, to the minute, and which way it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linli.notices.hours import HERE, next_at, not_before
from linli.notices.ways import Way, chosen, way_of_account, way_of_receipt

MOBILE, LANDLINE = "13812347392", "09312345678"


def here(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (here(25, 20, 59), here(25, 20, 59)),
        (here(25, 21), here(26, 8)),
        (here(25, 23, 59), here(26, 8)),
        (here(26, 0), here(26, 8)),
        (here(26, 7, 59), here(26, 8)),
        (here(26, 8), here(26, 8)),
        (here(30, 22), datetime(2026, 12, 1, 8, tzinfo=HERE)),
    ],
)
def test_by_night_nothing_goes_before_the_morning(at: datetime, then: datetime) -> None:
    assert not_before(at.astimezone(UTC), quiet_from=21, quiet_until=8) == then


def test_quiet_hours_may_lie_within_a_day_or_not_be_there_at_all() -> None:
    assert not_before(here(25, 13), quiet_from=12, quiet_until=14) == here(25, 14)
    assert not_before(here(25, 14), quiet_from=12, quiet_until=14) == here(25, 14)
    assert not_before(here(25, 23), quiet_from=0, quiet_until=0) == here(25, 23)


def test_the_digest_is_at_the_next_hour_for_it() -> None:
    assert next_at(here(25, 8, 59), 9) == here(25, 9)
    assert next_at(here(25, 9), 9) == here(26, 9)
    assert next_at(here(25, 10), 9) - here(25, 10) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("way", "phone", "given", "comes_to"),
    [
        (Way.SMS, MOBILE, "at_once sms", Way.SMS),
        (Way.SMS, MOBILE, "sms", Way.DIGEST),
        (Way.DIGEST, MOBILE, "at_once sms", Way.DIGEST),
        (Way.SMS, MOBILE, "at_once by_post sms", Way.SMS),
        (Way.SMS, LANDLINE, "at_once sms", Way.PAGE),
        (Way.SMS, "", "at_once sms", Way.PAGE),
        (Way.SMS, MOBILE, "at_once", Way.PAGE),
        (Way.PAGE, MOBILE, "at_once sms", Way.PAGE),
        (Way.CALL, LANDLINE, "at_once", Way.CALL),
        (Way.CALL, LANDLINE, "sms", Way.PAGE),
        (Way.CALL, MOBILE, "at_once by_post sms", Way.PAGE),
        (Way.CALL, "", "at_once sms", Way.PAGE),
    ],
)
def test_an_account_is_told_as_it_chose_as_far_as_that_can_be(way: Way, phone: str, given: str, comes_to: Way) -> None:
    told = {name: name in given.split() for name in ("at_once", "by_post", "sms")}
    assert way_of_account(way, phone=phone, **told) is comes_to


def test_whoever_chose_nothing_gets_messages_and_a_post_the_digest_alone() -> None:
    assert chosen("", by_post=False) is Way.SMS
    assert chosen("", by_post=True) is Way.DIGEST
    assert chosen("page", by_post=True) is Way.PAGE


@pytest.mark.parametrize(
    ("typed", "phone", "given", "comes_to"),
    [
        ("", MOBILE, "at_once sms", Way.SMS),
        ("", MOBILE, "sms", Way.SMS),
        ("", MOBILE, "at_once", Way.CALL),
        ("", MOBILE, "", Way.PAGE),
        ("", LANDLINE, "at_once sms", Way.CALL),
        ("sms", LANDLINE, "at_once sms", Way.CALL),
        ("call", MOBILE, "at_once sms", Way.CALL),
        ("call", MOBILE, "sms", Way.PAGE),
        ("page", MOBILE, "at_once sms", Way.PAGE),
        ("", "", "at_once sms", Way.PAGE),
        ("visit", "", "at_once sms", Way.VISIT),
        ("visit", MOBILE, "sms", Way.PAGE),
        ("nothing", MOBILE, "at_once sms", Way.PAGE),
    ],
)
def test_whoever_has_no_account_is_written_to_or_called_where_it_matters(
    typed: str, phone: str, given: str, comes_to: Way
) -> None:
    told = {name: name in given.split() for name in ("at_once", "sms")}
    assert way_of_receipt(typed, phone=phone, **told) is comes_to
