"""Dates and durations in the words of both languages."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.ui.dates import day, is_late, left, machine, noted_later, noted_once, until

HERE = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 6, 12, 12, 0, tzinfo=HERE)


def at(days: int = 0, hours: int = 0) -> dt.datetime:
    return NOON + dt.timedelta(days=days, hours=hours)


def test_a_moment_is_written_as_people_write_it_here() -> None:
    assert day(dt.datetime(2026, 6, 12, 14, 30, tzinfo=HERE), NOON) == "6月12日 周五 14:30"


def test_a_moment_from_elsewhere_is_told_by_the_clock_of_the_place() -> None:
    assert day(dt.datetime(2026, 6, 12, 6, 30, tzinfo=dt.UTC), NOON) == "6月12日 周五 14:30"


def test_another_year_is_named() -> None:
    assert day(dt.datetime(2025, 12, 31, 9, 5, tzinfo=HERE), NOON) == "2025年12月31日 周三 09:05"


def test_a_day_without_time_gets_none() -> None:
    assert day(dt.date(2026, 6, 12), NOON) == "6月12日 周五"


def test_english_has_its_own_order() -> None:
    with translation.override("en"):
        assert day(dt.datetime(2026, 6, 12, 14, 30, tzinfo=HERE), NOON) == "Fri 12 Jun 14:30"
        assert day(dt.date(2025, 6, 12), NOON) == "Thu 12 Jun 2025"


def test_nothing_is_written_as_nothing() -> None:
    assert day(None) == left(None) == ""
    assert not is_late(None)


@pytest.mark.parametrize(
    ("due", "chinese", "english"),
    [
        (at(days=3), "还剩 3 天", "3 days left"),
        (at(days=1), "还剩 1 天", "1 day left"),
        (at(hours=5), "还剩 5 小时", "5 hours left"),
        (NOON + dt.timedelta(minutes=5), "今天到期", "due today"),
        (at(hours=-2), "已超 2 小时", "2 hours late"),
        (NOON - dt.timedelta(minutes=5), "刚刚超时", "just past due"),
        (at(days=-2), "已超 2 天", "2 days late"),
    ],
)
def test_time_left_is_told_in_days_and_on_the_day_in_hours(due: dt.datetime, chinese: str, english: str) -> None:
    assert left(due, NOON) == chinese
    with translation.override("en"):
        assert left(due, NOON) == english


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1)))  # noqa: DTZ001 - made aware below
def test_what_is_late_says_so_and_nothing_else_does(naive: dt.datetime) -> None:
    due = naive.replace(tzinfo=HERE)
    assert is_late(due, NOON) == ("超" in left(due, NOON))


def test_a_limit_at_midnight_is_told_as_the_day_that_it_ends() -> None:
    midnight = dt.datetime(2026, 6, 14, tzinfo=HERE)
    assert until(midnight, NOON) == "6月13日 周六"
    assert left(midnight, NOON) == "还剩 1 天"
    assert left(midnight, NOON + dt.timedelta(days=1)) == "还剩 12 小时"
    assert left(midnight, midnight + dt.timedelta(hours=3)) == "已超 3 小时"
    assert until(midnight.replace(hour=9), NOON) == "6月14日 周日 09:00"
    assert until(None) == ""


def test_machines_read_the_same_moment() -> None:
    assert machine(dt.datetime(2026, 6, 12, 6, 30, tzinfo=dt.UTC)) == "2026-06-12T14:30+08:00"


def test_only_what_was_written_down_on_a_later_day_was_written_down_later() -> None:
    assert noted_later(NOON, None) is None
    assert noted_later(NOON, at(hours=11)) is None
    assert noted_later(NOON, at(hours=12)) == dt.date(2026, 6, 13)


def test_what_was_all_written_down_on_one_day_is_told_once() -> None:
    first, second = {"at": at(-3), "recorded": NOON}, {"at": at(-1), "recorded": NOON}
    today, before = {"at": at(hours=1), "recorded": None}, {"at": at(-2), "recorded": None}
    assert noted_once([today, second, first]) == NOON.date()
    assert noted_once([first, second, {"at": at(-4), "recorded": at(-1)}]) is None
    assert noted_once([first, before]) is None
    assert noted_once([first]) is None
    assert noted_once([today]) is None
    assert noted_once([]) is None
