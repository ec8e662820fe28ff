"""Clocks that ran out: the system takes the step that the flow's table names for them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from linli.cases import assignments
from linli.cases.models import Case
from linli.flows.doors import take_together
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from linli.cases.models import CaseQuerySet

logger = logging.getLogger(__name__)

TOGETHER = 250
"""How many cases move in one transaction: few enough that nobody waits for it, many enough that a commit costs little."""


def sweep(*, now: datetime | None = None, most: int = 2000) -> int:
    """Take the system's step on cases whose main clock ran out, until ``most`` of a street moved; how many did.

    Safe beside other sweepers and people: what somebody else has locked is left to the next round, and under the lock
    a step is refused where the clock was restarted meanwhile. A paused clock does not run.
    """
    now = now or timezone.now()
    ran_out = Case.objects.running().filter(due__lte=now)
    streets = list(ran_out.order_by("street").values_list("street", flat=True).distinct())
    return sum(_sweep_street(ran_out.filter(street=street), now, most) for street in streets)


def _sweep_street(ran_out: CaseQuerySet, now: datetime, most: int) -> int:
    """Earliest due first; what cannot be moved does not count, so it keeps nobody behind it waiting."""
    moved = 0
    for some in _batches(ran_out, min(most, TOGETHER)):
        moved += _run_out(ran_out.filter(id__in=some), now)
        if moved >= most:
            break
    return moved


def _batches(ran_out: CaseQuerySet, size: int) -> Iterator[list[UUID]]:
    """The keys of what ran out, in the order of their due times, each once even where nothing moves it."""
    after = Q()
    while found := list(ran_out.filter(after).order_by("due", "id").values_list("id", "due")[:size]):
        yield [key for key, _due in found]
        key, due = found[-1]
        after = Q(due__gt=due) | Q(due=due, id__gt=key)


def _run_out(some: CaseQuerySet, now: datetime) -> int:
    """How many of the cases moved; where the database does not take them together, each by itself."""
    try:
        return _together(some, now)
    except DatabaseError:
        keys = list(some.values_list("id", flat=True))
        return sum(_alone(some.filter(id=key), now) for key in keys)


def _alone(one: CaseQuerySet, now: datetime) -> int:
    try:
        return _together(one, now)
    except DatabaseError:
        logger.exception("the clock of case %s failed", next(iter(one.values_list("id", flat=True)), ""))
        return 0


@transaction.atomic
def _together(some: CaseQuerySet, now: datetime) -> int:
    """Lock, move, write: one transaction. What stops one case does not stop the clocks of the others."""
    locked = list(some.select_for_update(skip_locked=True).order_by("id"))
    assignments.read_together(locked)
    return len(take_together(locked, verb=_verb, at=now, failed=_failed))


def _verb(case: Case) -> str:
    step = case.table.on_expiry(case.state, case.clock)
    if step is None:
        message = f"no step for clock {case.clock} of {case.flow} in state {case.state}"
        raise LookupError(message)
    return step.verb


def _failed(case: Case, error: Exception) -> None:
    if isinstance(error, Refused):
        logger.info("clock of %s not taken: %s", case.id, error.code)
    else:
        logger.error("the clock of case %s failed", case.id, exc_info=error)
