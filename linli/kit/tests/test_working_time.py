"""Limits against an independent table of 2026, written by hand from the State Council's notice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.holidays import named, national
from linli.kit.working_time import HERE, Calendar, Span, Unit, due, idle

# By hand, and counted by hand: not from the library that is tested.
OFF = {
    1: "1 2 3 10 11 17 18 24 25 31",
    2: "1 7 8 15 16 17 18 19 20 21 22 23",
    3: "1 7 8 14 15 21 22 28 29",
    4: "4 5 6 11 12 18 19 25 26",
    5: "1 2 3 4 5 10 16 17 23 24 30 31",
    6: "6 7 13 14 19 20 21 27 28",
    7: "4 5 11 12 18 19 25 26",
    8: "1 2 8 9 15 16 22 23 29 30",
    9: "5 6 12 13 19 25 26 27",
    10: "1 2 3 4 5 6 7 11 17 18 24 25 31",
    11: "1 7 8 14 15 21 22 28 29",
    12: "5 6 12 13 19 20 26 27",
}
"""Every day of 2026 on which nobody works: weekends and holidays, without the make-up days."""
MADE_UP = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
WORKED = [day for day in DAYS if str(day.day) not in OFF[day.month].split()]

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 8, 31)).map(lambda at: at.replace(tzinfo=HERE))  # noqa: DTZ001 - the zone follows
units = st.sampled_from(list(Unit))


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HERE) + timedelta(days=1)


def test_the_table_of_2026_is_the_announced_one() -> None:
    calendar = national()
    assert [day for day in DAYS if calendar.is_working(day)] == WORKED
    assert len(WORKED) == 248
    assert [(day.month, day.day) for day in WORKED if day.weekday() > 4] == MADE_UP


@given(moments, st.integers(1, 40))
def test_working_days_end_with_the_last_one_of_the_table(at: datetime, number: int) -> None:
    later = [day for day in WORKED if day > at.date()]
    found = due(at, Span(number, Unit.WORKDAYS), national())
    assert found.at == end_of(later[number - 1])
    assert found.provisional is False


@given(moments, st.integers(1, 40))
def test_where_the_first_day_counts_everything_is_one_day_of_the_table_earlier(at: datetime, number: int) -> None:
    later = [day for day in WORKED if day >= at.date()]
    assert due(at, Span(number, Unit.WORKDAYS), national(), first_day=True).at == end_of(later[number - 1])
    days = due(at, Span(number, Unit.DAYS), national(), first_day=True).at
    assert days == due(at, Span(number, Unit.DAYS), national()).at - timedelta(days=1)


@given(moments, st.integers(1, 60))
def test_calendar_days_ask_no_calendar_and_hours_run_from_the_minute_of_receipt(at: datetime, number: int) -> None:
    nothing = Calendar({}, frozenset())
    days, hours = (due(at, Span(number, unit), nothing) for unit in (Unit.DAYS, Unit.HOURS))
    assert days.at == end_of(at.date() + timedelta(days=number))
    assert hours.at.astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=number)
    assert not days.provisional
    assert not hours.provisional


@given(moments, st.integers(1, 30), units, st.integers(1, 100))
def test_one_is_warned_before_the_end_and_not_before_the_beginning(
    at: datetime, number: int, unit: Unit, percent: int
) -> None:
    found = due(at, Span(number, unit), national(), warn=percent)
    assert found.warn < found.at
    assert found.warn >= (at if unit is Unit.HOURS else end_of(at.date()))
    assert due(at, Span(number, unit), national()).warn == found.at


@pytest.mark.parametrize(
    ("span", "warned"),
    [
        (
            Span(10, Unit.WORKDAYS),
            datetime(2026, 2, 27, tzinfo=HERE),
        ),  # three of ten are left: 27, 28 (made up), 2 March
        (Span(1, Unit.WORKDAYS), datetime(2026, 2, 11, tzinfo=HERE)),
        (Span(7, Unit.DAYS), datetime(2026, 2, 16, tzinfo=HERE)),
        (Span(10, Unit.HOURS), datetime(2026, 2, 10, 17, tzinfo=HERE)),
    ],
)
def test_thirty_percent_left_is_the_last_days_rounded_down_and_at_least_one(span: Span, warned: datetime) -> None:
    assert due(datetime(2026, 2, 10, 10, tzinfo=HERE), span, national(), warn=30).warn == warned


@st.composite
def pauses(draw: st.DrawFn) -> tuple[datetime, datetime, datetime, Span]:
    """A beginning, a pause that begins before time is over, its end, and how much time there is."""
    at, span = draw(moments), Span(draw(st.integers(1, 15)), draw(units))
    most = (due(at, span, national()).at - at) // timedelta(minutes=1)
    paused = at + timedelta(minutes=draw(st.integers(0, most - 1)))
    return at, paused, paused + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60))), span


@given(pauses(), st.booleans())
def test_time_paused_is_not_counted(case: tuple[datetime, datetime, datetime, Span], first_day: bool) -> None:  # noqa: FBT001 - drawn
    at, paused, resumed, span = case
    gone = idle(at, paused, resumed, span.unit, national(), first_day=first_day)
    plain = due(at, span, national(), first_day=first_day)
    found = due(at, span, national(), first_day=first_day, idle=gone)
    if span.unit is Unit.HOURS:
        assert found.at - plain.at == resumed - paused
        return
    counts = {Unit.DAYS: DAYS, Unit.WORKDAYS: WORKED}[span.unit]
    begins = at.date() if first_day else at.date() + timedelta(days=1)
    held = [day for day in counts if day >= begins and paused.date() <= day < resumed.date()]
    running = [day for day in counts if day >= begins and day not in held]
    assert gone == len(held)
    if plain.at > paused:  # not over already, which the first day alone may have brought about
        assert found.at == end_of(running[span.number - 1])


def test_a_pause_within_one_day_costs_and_gives_nothing() -> None:
    morning = datetime(2026, 3, 3, 9, tzinfo=HERE)
    began = morning - timedelta(days=5)
    assert idle(began, morning, morning + timedelta(hours=8), Unit.WORKDAYS, national()) == 0
    assert idle(began, morning, morning + timedelta(seconds=90, microseconds=1), Unit.HOURS, national()) == 91


def test_the_day_on_which_it_is_paused_does_not_count_and_the_day_on_which_it_goes_on_does() -> None:
    friday, sunday, monday = (datetime(2026, 3, day, 12, tzinfo=HERE) for day in (6, 8, 9))
    began, span = datetime(2026, 3, 3, 9, tzinfo=HERE), Span(3, Unit.WORKDAYS)  # Wednesday, Thursday, Friday
    for resumed in (sunday, monday):
        gone = idle(began, friday, resumed, Unit.WORKDAYS, national())
        assert due(began, span, national(), idle=gone).at == end_of(monday.date())


def test_a_year_that_was_not_announced_makes_working_days_provisional_and_nothing_else() -> None:
    at = datetime(2026, 12, 29, 10, tzinfo=HERE)
    known = Calendar(national().special, national().known - {2027})
    found = {unit: due(at, Span(5, unit), known) for unit in Unit}
    assert {unit: each.provisional for unit, each in found.items()} == {
        Unit.HOURS: False,
        Unit.DAYS: False,
        Unit.WORKDAYS: True,
    }
    assert found[Unit.WORKDAYS].at == end_of(date(2027, 1, 5))  # Monday to Friday, until more is known
    assert due(at, Span(2, Unit.WORKDAYS), known).provisional is False  # ends on 31 December


def test_days_laid_over_a_calendar_win_and_a_further_year_is_known() -> None:
    at = datetime(2026, 12, 29, 10, tzinfo=HERE)
    known = Calendar(national().special, national().known - {2027})
    told = known.laid_over({date(2027, 1, 1): False, date(2027, 1, 3): True}, known=frozenset({2027}))
    found = due(at, Span(5, Unit.WORKDAYS), told)
    assert (found.at, found.provisional) == (end_of(date(2027, 1, 5)), False)
    assert known.is_working(date(2027, 1, 1))  # the one below is as it was


def test_a_day_of_shanghai_is_meant_wherever_the_moment_was_written_down() -> None:
    late_evening = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert due(late_evening, Span(3, Unit.DAYS), national()).at == datetime(2026, 11, 26, 16, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert due(late_evening + minute, Span(3, Unit.DAYS), national()).at == datetime(2026, 11, 27, 16, tzinfo=UTC)


def test_a_day_off_and_a_day_made_up_say_for_which_holiday() -> None:
    assert named(date(2026, 2, 17)) == ("春节", "Spring Festival")
    assert named(date(2026, 2, 28)) == ("春节", "Spring Festival")
    assert named(date(2026, 3, 3)) == ("", "")
