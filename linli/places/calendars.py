"""Days off and working days by place: what an office lays over the national calendar, year by year, in versions.

A year that the installed national table does not know becomes known by a row for the whole country that is
``announced``. A place is meant, never a person: whoever is away is on leave (`linli.people.absences`).
"""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from linli.kit.holidays import national
from linli.kit.ids import uuid7
from linli.ledger.tenant import STREET_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from linli.kit.working_time import Calendar

EVERYWHERE = ""
LEVELS = (2, 4, 6, 9, 12)
"""How many digits of a code name a province, city, district, street, community."""
KEPT_SECONDS = 300.0

_kept: dict[str, tuple[list[CalendarYear], float]] = {}


class CalendarYear(models.Model):
    """A reference row: one version of the days of one ``year`` that differ in the places whose code begins with ``place``.

    ``days`` maps a day (ISO) to ``{"works": bool, "name": str, "name_en": str}``; of a place's versions the newest one
    holds, and the closer place wins. ``basis`` names the document; ``announced``: with this row the year is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=12, blank=True, default=EVERYWHERE)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    days = models.JSONField(default=dict)
    basis = models.CharField(max_length=200)
    announced = models.BooleanField(default=False)
    recorded = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "year", "version"], name="calendar_version_once"),
            models.CheckConstraint(
                condition=Q(announced=False) | Q(place=EVERYWHERE), name="only_the_nation_announces"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="calendar_has_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.place or 'everywhere'} {self.year}/{self.version}"

    @property
    def dated(self) -> dict[date, dict[str, Any]]:
        """The days as days."""
        return {date.fromisoformat(day): told for day, told in self.days.items()}


def prefixes_of(place: str) -> list[str]:
    """The places in which ``place`` lies by its code, the whole country first, itself among them."""
    return [EVERYWHERE, *(place[:digits] for digits in LEVELS if len(place) >= digits)]


def in_force(place: str, years: Iterable[int]) -> list[CalendarYear]:
    """What holds at ``place`` in these years, from the country down to the place. One statement."""
    return _newest(CalendarYear.objects.filter(place__in=prefixes_of(place), year__in=list(years)))


def calendar_of(place: str, years: Iterable[int]) -> Calendar:
    """The calendar by which ``place`` counts working days in these years."""
    return merged(in_force(place, years))


def shown_calendar(place: str) -> Calendar:
    """The calendar of ``place`` for words on a page: every year that anything is told of, kept for some minutes.

    A miss reads what is told in and above the whole street, so a page over one street costs at most one statement.
    Nothing is promised by it: a due time is reckoned with ``calendar_of``.
    """
    street = place[:STREET_DIGITS]
    rows, until = _kept.get(street, ([], 0.0))
    if until <= time.monotonic():
        rows = _newest(CalendarYear.objects.filter(Q(place__in=prefixes_of(street)) | Q(place__startswith=street)))
        _kept[street] = (rows, time.monotonic() + KEPT_SECONDS)
    return merged(row for row in rows if place.startswith(row.place))


def forget_calendars() -> None:
    """Drop what is kept for showing, after an office wrote a version."""
    _kept.clear()


def _newest(rows: models.QuerySet[CalendarYear]) -> list[CalendarYear]:
    newest = {(row.year, row.place): row for row in rows.order_by(Length("place"), "version")}
    return list(newest.values())


def merged(rows: Iterable[CalendarYear]) -> Calendar:
    """The national calendar with what is told in ``rows``, in their order."""
    days: dict[date, bool] = {}
    known: set[int] = set()
    for row in rows:
        days |= {day: bool(told["works"]) for day, told in row.dated.items()}
        known |= {row.year} if row.announced else set()
    return national().laid_over(days, known=frozenset(known))


@transaction.atomic
def set_days(
    year: int,
    days: Mapping[date, Mapping[str, Any]],
    *,
    basis: str,
    place: str = EVERYWHERE,
    announced: bool = False,
    at: datetime | None = None,
) -> CalendarYear | None:
    """Write the next version of the days of ``place`` in ``year``; None where the newest one says the same already.

    The whole list is given, not a change to it. ValueError for a day of another year.
    """
    strange = [day for day in days if day.year != year]
    if strange:
        message = f"{strange[0]} does not lie in {year}"
        raise ValueError(message)
    told = {day.isoformat(): _told(days[day]) for day in sorted(days)}
    newest = CalendarYear.objects.filter(place=place, year=year).order_by("-version").first()
    if newest is not None and (newest.days, newest.announced, newest.basis) == (told, announced, basis):
        return None
    transaction.on_commit(forget_calendars)
    return CalendarYear.objects.create(
        place=place,
        year=year,
        version=newest.version + 1 if newest else 1,
        days=told,
        basis=basis,
        announced=announced,
        recorded=at or timezone.now(),
    )


def _told(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"works": bool(told["works"]), "name": str(told.get("name", "")), "name_en": str(told.get("name_en", ""))}
