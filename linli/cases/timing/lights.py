"""The light of a case: how its time stands, by word, shape and colour. Green, yellow (little is left), red (over), or paused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kit import working_time
from linli.kit.working_time import DAY, HERE, Unit
from linli.places.calendars import shown_calendar
from linli.ui import dates

if TYPE_CHECKING:
    from datetime import datetime

    from linli.cases.models import Case

GREEN, YELLOW, RED, PAUSED = "done", "wait", "late", "stopped"
"""Tones of a badge, each with a shape of its own."""
MOST_HOURS = 72
"""A limit in hours is told in hours until it is so many."""


def light(case: Case, now: datetime | None = None) -> dict[str, Any] | None:
    """Tone and words of an open case's light; None for a closed one."""
    if case.due is None:
        return None
    now = now or timezone.now()
    if case.paused is not None:
        return {"tone": PAUSED, "words": _("暂停计时"), "due": case.due}
    words = left(case, case.due, now)
    if case.due <= now:
        return {"tone": RED, "words": words, "due": case.due}
    if case.warn is not None and case.warn <= now:
        return {"tone": YELLOW, "words": _("快到期，%(left)s") % {"left": words}, "due": case.due}
    return {"tone": GREEN, "words": words, "due": case.due}


def left(case: Case, due: datetime, now: datetime) -> str:
    """How much time is left, in the unit in which the case's limit is counted."""
    if case.unit == Unit.HOURS and abs((due - now).total_seconds()) < MOST_HOURS * 3600:
        return dates.hours_left(due, now)
    working = None
    if case.unit == Unit.WORKDAYS and due > now:
        today, last = now.astimezone(HERE).date(), due.astimezone(HERE).date() - DAY
        working = working_time.counted(today, last, Unit.WORKDAYS, shown_calendar(case.place))
    return dates.left(due, now, working=working)
