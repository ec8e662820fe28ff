"""Limits in hours, calendar days and working days, on the clock of Asia/Shanghai. Pure: values in, values out.

Hours run from the minute of receipt. Days are counted from the day after it, unless ``first_day`` says that the day
itself counts, and end at midnight after the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
WEEKEND = 5
"""The first weekday that is none of Monday to Friday."""


class Unit(StrEnum):
    """In what a limit is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"


@dataclass(frozen=True, slots=True)
class Span:
    """So much time: ``number`` of ``unit``."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days: Monday to Friday, but for ``special`` days (day → whether it is worked).

    ``known`` are the years whose holidays were announced; in any other year only Monday to Friday can be said.
    """

    special: Mapping[date, bool]
    known: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day, as far as is known."""
        return self.special.get(day, day.weekday() < WEEKEND)

    def knows(self, first: date, last: date) -> bool:
        """Whether every year from ``first`` to ``last`` was announced."""
        return all(year in self.known for year in range(first.year, last.year + 1))

    def laid_over(self, days: Mapping[date, bool], *, known: frozenset[int] = frozenset()) -> Calendar:
        """The same calendar with ``days`` on top, and with further ``known`` years."""
        return Calendar({**self.special, **days}, self.known | known)


@dataclass(frozen=True, slots=True)
class Due:
    """When time is over. ``warn``: from when little is left. ``provisional``: a year in between was not announced yet."""

    at: datetime
    warn: datetime
    provisional: bool = False


def due(at: datetime, span: Span, calendar: Calendar, *, first_day: bool = False, warn: int = 0, idle: int = 0) -> Due:
    """When ``span`` is over that began ``at``.

    ``warn``: of how many percent of the span that are left one is warned, at least of the last day; 0 only of the end.
    ``idle``: what does not count because the clock was paused, as ``idle`` gave it.
    """
    if span.unit is Unit.HOURS:
        end = at + timedelta(hours=span.number, seconds=idle)
        return Due(end, end - timedelta(hours=span.number) * warn / 100)
    before = _day_before(at, first_day=first_day)
    number = span.number + idle
    last = _nth(before, number, span.unit, calendar)
    spare = max(1, span.number * warn // 100) if warn else 0
    from_when = _nth(before, max(number - spare, 0), span.unit, calendar)
    provisional = span.unit is Unit.WORKDAYS and not calendar.knows(before, last)
    return Due(midnight_after(last), midnight_after(from_when), provisional)


def idle(
    began: datetime, paused: datetime, resumed: datetime, unit: Unit, calendar: Calendar, *, first_day: bool = False
) -> int:
    """What a pause does not let count of a limit that ``began``: whole seconds of hours, begun ones too; else days.

    The day on which it is paused does not count, the day on which it goes on counts.
    """
    if unit is Unit.HOURS:
        return -int((paused - resumed) // timedelta(seconds=1))
    before = max(_day_before(began, first_day=first_day), paused.astimezone(HERE).date() - DAY)
    return counted(before, resumed.astimezone(HERE).date() - DAY, unit, calendar)


def counted(after: date, last: date, unit: Unit, calendar: Calendar) -> int:
    """How many days count from the day after ``after`` to ``last``, that one included."""
    if unit is Unit.DAYS:
        return max(0, (last - after).days)
    return sum(1 for day in _days(after, last) if calendar.is_working(day))


def midnight_after(day: date) -> datetime:
    """The moment at which ``day`` is over."""
    return datetime.combine(day + DAY, time(), HERE)


def _day_before(began: datetime, *, first_day: bool) -> date:
    """The day before the first that counts: the day of receipt itself, where the day after is the first."""
    received = began.astimezone(HERE).date()
    return received - DAY if first_day else received


def _days(after: date, last: date) -> Iterator[date]:
    return (after + timedelta(days=number) for number in range(1, (last - after).days + 1))


def _nth(before: date, number: int, unit: Unit, calendar: Calendar) -> date:
    """The day on which ``number`` days are counted that come after ``before``."""
    if unit is Unit.DAYS:
        return before + timedelta(days=number)
    day = before
    while number:
        day += DAY
        number -= calendar.is_working(day)
    return day
