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
    """Take the system's step on cases whose main clock ran out, until ``most`` of a street moved; how many did.

    Safe beside other sweepers and people: under the lock the step is refused where the clock was restarted meanwhile.
    """
    now = now or timezone.now()
    streets = Case.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(_sweep_street(street, now, most) for street in streets)


def _sweep_street(street: str, now: datetime, most: int) -> int:
    """Earliest due first; what cannot be moved does not count, so it keeps nobody behind it waiting."""
    running = Case.objects.open().filter(street=street, late=False, due__lte=now).order_by("due", "id")
    moved = 0
    for key in list(running.values_list("id", flat=True)):
        case = running.filter(id=key).first()  # read anew: another sweeper or a person may have been here first
        moved += case is not None and _run_out(case, now)
        if moved == most:
            break
    return moved


def _run_out(case: Case, now: datetime) -> bool:
    """Whether the case was moved. What stops one case must not stop the clocks of all others."""
    try:
        step = case.table.on_expiry(case.state, case.clock)
        if step is None:
            logger.error("no step for clock %s of %s in state %s", case.clock, case.flow, case.state)
            return False
        take(step.verb, case, by=SYSTEM, at=now, version=case.version)
    except Refused as refused:
        logger.info("clock of %s not taken: %s", case.id, refused.code)
        return False
    except Exception:
        logger.exception("the clock of case %s failed", case.id)
        return False
    return True
