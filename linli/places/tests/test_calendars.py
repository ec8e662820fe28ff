"""Days off and working days that an office lays over the national calendar: by place, by year, in versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from linli.kit.working_time import HERE, Span, Unit, due
from linli.places.calendar_days import year_of
from linli.places.calendars import (
    CalendarYear,
    calendar_of,
    forget_calendars,
    prefixes_of,
    set_days,
    shown_calendar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

STREET = "620103001"
HOME = "620103001004"
THERE = "620103001006"
NEXT = 2027
"""A year that the installed national table does not know."""
OFF: dict[str, Any] = {"works": False, "name": "本地节日", "name_en": "Local holiday"}
ON: dict[str, Any] = {"works": True, "name": "本地调休", "name_en": "Made up"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget_calendars()
    yield
    forget_calendars()


def test_a_place_lies_in_those_whose_code_begins_its_own() -> None:
    assert prefixes_of(HOME) == ["", "62", "6201", "620103", STREET, HOME]
    assert prefixes_of(f"{HOME}001") == prefixes_of(HOME)
    assert prefixes_of("62") == ["", "62"]


def test_a_local_holiday_holds_in_its_place_and_nowhere_else() -> None:
    day = date(2026, 7, 1)
    set_days(2026, {day: OFF}, place=HOME, basis="本社区通知")
    assert calendar_of(HOME, [2026]).is_working(day) is False
    assert calendar_of(f"{HOME}001", [2026]).is_working(day) is False
    assert calendar_of(THERE, [2026]).is_working(day) is True
    assert calendar_of(HOME, [2025]).is_working(day) is True  # that year was not asked for


def test_the_closer_place_has_the_last_word() -> None:
    day = date(2026, 7, 1)
    set_days(2026, {day: OFF}, place="62", basis="省里的通知")
    set_days(2026, {day: ON}, place=STREET, basis="街道的通知")
    assert calendar_of(HOME, [2026]).is_working(day) is True
    assert calendar_of("620104001", [2026]).is_working(day) is False


def test_the_newest_version_of_a_place_holds_and_the_older_ones_stay() -> None:
    first, second = date(2026, 7, 1), date(2026, 7, 2)
    set_days(2026, {first: OFF}, place=STREET, basis="通知一")
    set_days(2026, {second: OFF}, place=STREET, basis="通知二")
    calendar = calendar_of(HOME, [2026])
    assert (calendar.is_working(first), calendar.is_working(second)) == (True, False)
    assert list(CalendarYear.objects.order_by("version").values_list("version", "basis")) == [
        (1, "通知一"),
        (2, "通知二"),
    ]


def test_the_same_list_again_makes_no_version() -> None:
    told = {date(2026, 7, 1): OFF}
    assert set_days(2026, told, place=STREET, basis="通知") is not None
    assert set_days(2026, told, place=STREET, basis="通知") is None
    assert CalendarYear.objects.count() == 1


def test_a_day_of_another_year_is_not_taken() -> None:
    with pytest.raises(ValueError, match="does not lie in 2026"):
        set_days(2026, {date(2027, 1, 1): OFF}, basis="通知")


def test_a_year_is_known_once_the_nation_announced_it_and_only_then() -> None:
    assert NEXT not in calendar_of(HOME, [NEXT]).known
    set_days(NEXT, {date(NEXT, 1, 1): OFF}, place=STREET, basis="街道的通知")
    assert NEXT not in calendar_of(HOME, [NEXT]).known
    set_days(NEXT, {date(NEXT, 1, 1): OFF}, basis="国务院办公厅通知", announced=True)
    assert NEXT in calendar_of(HOME, [NEXT]).known


def test_no_place_announces_a_year_for_itself_and_every_list_has_a_basis() -> None:
    for wrong in ({"place": STREET, "announced": True, "basis": "通知"}, {"place": STREET, "basis": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            set_days(NEXT, {}, **wrong)


def test_a_limit_over_a_local_holiday_ends_a_working_day_later() -> None:
    at, span = datetime(2026, 6, 30, 10, tzinfo=HERE), Span(2, Unit.WORKDAYS)
    before = due(at, span, calendar_of(HOME, [2026])).at
    set_days(2026, {date(2026, 7, 1): OFF}, place=STREET, basis="通知")
    after = due(at, span, calendar_of(HOME, [2026])).at
    assert (before, after) == (datetime(2026, 7, 3, tzinfo=HERE), datetime(2026, 7, 4, tzinfo=HERE))


def test_what_is_kept_for_showing_is_read_once_for_a_street(django_assert_num_queries: Any) -> None:
    set_days(2026, {date(2026, 7, 1): OFF}, place=HOME, basis="通知")
    with django_assert_num_queries(1):
        found = [shown_calendar(place).is_working(date(2026, 7, 1)) for place in (HOME, THERE, f"{HOME}001", STREET)]
    assert found == [False, True, False, True]


def test_a_year_tells_its_holidays_in_rows_and_whose_they_are() -> None:
    set_days(2026, {date(2026, 7, 1): OFF, date(2026, 7, 4): ON}, place=STREET, basis="街道通知〔2026〕1号")
    year = year_of(HOME, 2026)
    local = [each for each in year.special if each.place]
    assert [(each.first, each.works, each.name) for each in local] == [
        (date(2026, 7, 1), False, "本地节日"),
        (date(2026, 7, 4), True, "本地调休"),
    ]
    spring = next(each for each in year.special if each.name == "春节" and not each.works)
    assert (spring.first, spring.last, spring.days) == (date(2026, 2, 15), date(2026, 2, 23), 9)
    assert (
        sum(each.days for each in year.special if not each.works and not each.place) == 33
    )  # 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert sum(each.works for each in year.special if not each.place) == 6
    assert (year.known, year.bases) == (True, ("街道通知〔2026〕1号",))
    assert year_of(HOME, NEXT).special == ()


def test_holidays_are_named_in_the_language_of_the_page() -> None:
    set_days(2026, {date(2026, 7, 1): OFF}, place=STREET, basis="通知")
    with translation.override("en"):
        names = [each.name for each in year_of(HOME, 2026).special]
    assert {"Spring Festival", "Local holiday"} <= set(names)
