"""Clocks that ran out: the system takes the step that the flow's table names for them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.cases.models import Case
from linli.flows.doors import SYSTEM, take
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)


def sweep(*, now: datetime | None = None, most: int = 500) -> int:
    """Take the system's step on up to ``most`` cases per street whose main clock ran out; how many were moved.

    Safe beside other sweepers and people: under the lock the step is refused where the clock was restarted meanwhile.
    """
    now = now or timezone.now()
    streets = Case.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(_run_out(case, now) for street in streets for case in due(street, now)[:most])


def due(street: str, now: datetime) -> list[Case]:
    """The street's open cases whose main clock is over and not yet seen to, earliest first."""
    running = Case.objects.open().filter(street=street, late=False, due__lte=now)
    return list(running.order_by("due", "id"))


def _run_out(case: Case, now: datetime) -> bool:
    step = case.table.on_expiry(case.state, case.clock)
    if step is None:
        logger.error("no step for clock %s of %s in state %s", case.clock, case.flow, case.state)
        return False
    try:
        take(step.verb, case, by=SYSTEM, at=now, version=case.version)
    except Refused as refused:
        logger.info("clock of %s not taken: %s", case.id, refused.code)
        return False
    return True
