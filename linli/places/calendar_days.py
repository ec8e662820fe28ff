"""The days of a year that differ from Monday to Friday, in words: what a page about the calendar shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from linli.kit.holidays import named, national
from linli.kit.working_time import DAY
from linli.places.calendars import EVERYWHERE, in_force, merged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from linli.kit.working_time import Calendar
    from linli.places.calendars import CalendarYear


@dataclass(frozen=True)
class Special:
    """Days in a row from ``first`` to ``last`` that are all worked or all off, for one reason; ``place`` says for whom."""

    first: date
    last: date
    works: bool
    name: str
    place: str = EVERYWHERE

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Year:
    """A year at a place: its calendar, whether it was announced, its special days, the documents of what was told."""

    year: int
    calendar: Calendar
    known: bool
    special: tuple[Special, ...]
    bases: tuple[str, ...]

    def of_day(self, day: date) -> Special | None:
        """What is special about a day."""
        return next((each for each in self.special if each.first <= day <= each.last), None)


def year_of(place: str, year: int) -> Year:
    """The year as it holds at ``place``. One statement."""
    rows = in_force(place, [year])
    calendar = merged(rows)
    days = _single(year, calendar, rows)
    return Year(year, calendar, year in calendar.known, tuple(_joined(days)), tuple(row.basis for row in rows))


def _single(year: int, calendar: Calendar, rows: Iterable[CalendarYear]) -> list[Special]:
    """Each day that the nation or a place tells of, the closest place's word last."""
    english = (translation.get_language() or "").startswith("en")
    found = {
        day: Special(day, day, works, named(day)[english])
        for day, works in national().special.items()
        if day.year == year
    }
    for row in rows:
        for day, told in row.dated.items():
            name = told["name_en" if english else "name"] or told["name"]
            found[day] = Special(day, day, calendar.is_working(day), name, row.place)
    return [found[day] for day in sorted(found)]


def _joined(days: Iterable[Special]) -> list[Special]:
    """Days in a row for one reason as one."""
    joined: list[Special] = []
    for each in days:
        before = joined[-1] if joined else None
        alike = before and (before.works, before.name, before.place) == (each.works, each.name, each.place)
        if before and alike and each.first - before.last == DAY:
            joined[-1] = Special(before.first, each.last, each.works, each.name, each.place)
        else:
            joined.append(each)
    return joined
