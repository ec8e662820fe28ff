"""The main clock of a case: calendar days, counted from the day after the step, to the end of the last day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from linli.cases.matters import Matter

if TYPE_CHECKING:
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act

HERE = ZoneInfo("Asia/Shanghai")


def due_after(at: datetime, days: int) -> datetime:
    """The moment at which ``days`` calendar days are over: midnight after the last day, Asia/Shanghai.

    The day of the step is not counted.
    """
    midnight = at.astimezone(HERE).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days + 1)


def first_of_month() -> datetime:
    """Midnight at the beginning of this month, Asia/Shanghai."""
    return timezone.now().astimezone(HERE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def start(case: Case, act: Act, clock: str) -> None:
    """Start ``clock`` on ``case``; what ran before is replaced, and it is no longer late."""
    case.clock = clock
    case.due = due_after(act.at, Matter.kept(case.matter_id).days(clock))
    case.late = False


def stop(case: Case, act: Act) -> None:
    """The case is closed: no clock runs."""
    case.clock = ""
    case.due = None
    case.late = False
    case.closed = act.at


def clock_ran_out(act: Act) -> bool:
    """Whether the record's main clock is over at the time of the act."""
    due = getattr(act.record, "due", None)
    return due is not None and due <= act.at
