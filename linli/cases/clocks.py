"""The main clock of a case: what it counts, from when, and until when. What it began with it keeps.

Everything by which the due time is reckoned stands in the case and in its events: when it began, how long it runs,
what was paused, by how much it was extended. Only an act moves a due time: see `linli.cases.timing.reckoning`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.matters import Matter
from linli.flows.table import Need
from linli.kit import working_time
from linli.kit.working_time import HERE, Calendar, Due, Span, Unit
from linli.places.calendars import calendar_of

if TYPE_CHECKING:
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act

FURTHER_YEARS = 3
"""A limit ends in the year in which it began or in one of the next ones."""
NO_CALENDAR = Calendar({}, frozenset())


def first_of_month() -> datetime:
    """Midnight at the beginning of this month, Asia/Shanghai."""
    return timezone.now().astimezone(HERE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def start(case: Case, act: Act, clock: str) -> None:
    """Start ``clock`` on ``case``; what ran before is replaced, it is no longer late, paused or extended."""
    limit = Matter.kept(case.matter_id).limit(clock, case.urgency)
    case.clock = clock
    case.counts_from = act.at
    case.span, case.unit = limit.number, limit.unit
    _begin_anew(case)
    set_due(case)


def stop(case: Case, act: Act) -> None:
    """The case is closed: no clock runs, nobody watches over it any more."""
    case.clock = ""
    case.counts_from = case.due = case.warn = case.span = case.supervised = None
    case.unit = ""
    case.provisional = False
    _begin_anew(case)
    case.closed = act.at


def _begin_anew(case: Case) -> None:
    case.late = False
    case.paused = None
    case.pause_reason = ""
    case.idle = case.extra = case.extended = case.urged = 0


def set_due(case: Case, calendar: Calendar | None = None) -> None:
    """Reckon the case's due time anew from what stands in it."""
    due = reckoned(case, calendar)
    case.due, case.warn, case.provisional = due.at, due.warn, due.provisional


def reckoned(case: Case, calendar: Calendar | None = None) -> Due:
    """When the case's time is over, by the calendar of its place today. Reads nothing where no working days count."""
    limit, began = limit_of(case), began_of(case)
    return working_time.due(
        began,
        Span(limit.number + case.extra, limit.unit),
        calendar or calendar_for(case),
        first_day=settings.LINLI_FIRST_DAY_COUNTS,
        warn=settings.LINLI_WARN_PERCENT,
        idle=case.idle,
    )


def calendar_for(case: Case) -> Calendar:
    """The calendar that the case's clock needs: none but for working days."""
    if limit_of(case).unit is not Unit.WORKDAYS:
        return NO_CALENDAR
    first = began_of(case).astimezone(HERE).year
    return calendar_of(case.place, range(first - 1, first + FURTHER_YEARS))


def limit_of(case: Case) -> Span:
    """How long the clock that runs was given, without extensions."""
    if case.span is None:
        # A clock that began before limits stood in the case: they are those of its matter.
        return Matter.kept(case.matter_id).limit(case.clock, case.urgency)
    return Span(case.span, Unit(case.unit))


def began_of(case: Case) -> datetime:
    """The moment from which the clock counts."""
    if case.counts_from is not None:
        return case.counts_from
    # The same: then all limits were calendar days, from the day after to midnight after the last.
    return due_of(case) - timedelta(days=limit_of(case).number + 1)


def due_of(case: Case) -> datetime:
    """The due time of an open case; an open case has one."""
    if case.due is None:
        raise TypeError
    return case.due


def is_over(case: Case, at: datetime) -> bool:
    """Whether the clock ran out by ``at``; a paused one does not run."""
    return case.due is not None and case.due <= at and case.paused is None


def clock_ran_out(act: Act) -> bool:
    """Whether the record's main clock is over at the time of the act."""
    case: Case = act.record  # type: ignore[assignment]
    return is_over(case, act.at)


RAN_OUT = Need("still_running", clock_ran_out, _("时限还没有到。"))
"""What every step needs that the system takes because a clock ran out."""


def mark_late(act: Act) -> None:
    """The clock ran out and nobody acted: seen as late until somebody does."""
    act.record.late = True  # type: ignore[attr-defined]
