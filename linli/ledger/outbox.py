"""What follows an event: an explicit list of reactions, run after the commit, from the ledger, once.

A reaction that changes the database shares one transaction with the removal of its row, so it happens once.
One that speaks to the outside gets the event's id as a stable key and may be repeated after a crash.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from linli.ledger.models import Effect

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.ledger.models import Event

logger = logging.getLogger(__name__)
_by_verb: dict[str, list[str]] = defaultdict(list)
_by_name: dict[str, Callable[[Event, datetime], None]] = {}
_wherever: list[tuple[Callable[[str], bool], str]] = []

LONGEST_WAIT = timedelta(hours=1)
DOUBLINGS = 12  # 2^12 s is beyond the longest wait; much more would be no time at all


@dataclass(frozen=True)
class Reaction:
    """That ``does(event, now)`` follows every event called ``verb``."""

    verb: str
    does: Callable[[Event, datetime], None]


def declare(verb: str, reaction: Callable[[Event, datetime], None]) -> None:
    """Let ``reaction(event, now)`` follow every event called ``verb``. Called from ``AppConfig.ready()``."""
    name = _named(reaction)
    if name not in _by_verb[verb]:
        _by_verb[verb].append(name)


def declare_wherever(holds: Callable[[str], bool], reaction: Callable[[Event, datetime], None]) -> None:
    """Let ``reaction`` follow every event whose verb ``holds``, also one that is declared later by a floor above.

    It may come twice to the same event after a fault, and then has to change nothing.
    """
    _wherever.append((holds, _named(reaction)))


def reactions_to(verb: str) -> list[str]:
    """The names of the reactions that follow ``verb`` itself, in the order of their declaration."""
    return list(_by_verb.get(verb, ()))


def reactions_wherever(verb: str) -> list[str]:
    """The names of those that follow whatever holds, among it ``verb``."""
    return [name for holds, name in _wherever if holds(verb)]


def _named(reaction: Callable[[Event, datetime], None]) -> str:
    name = f"{reaction.__module__}.{reaction.__qualname__}"
    _by_name[name] = reaction
    return name


def drain(*, now: datetime | None = None, most: int = 200) -> int:
    """Run up to ``most`` effects that are due; the number that succeeded. A failing one waits longer each time."""
    now = now or timezone.now()
    waiting = Effect.objects.filter(due__lte=now).order_by("due", "id").values_list("street", "id")
    return sum(_run(street=street, effect_id=effect_id, now=now) for street, effect_id in waiting[:most])


def _run(*, street: str, effect_id: UUID, now: datetime) -> bool:
    try:
        with transaction.atomic():
            effect = (
                Effect.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .filter(street=street, id=effect_id)
                .first()
            )
            if effect is None:
                return False
            _by_name[effect.reaction](effect.event, now)
            effect.delete()
    except Exception:
        logger.exception("effect %s failed", effect_id)
        _put_off(street=street, effect_id=effect_id, now=now)
        return False
    return True


def _put_off(*, street: str, effect_id: UUID, now: datetime) -> None:
    with transaction.atomic():
        effect = Effect.objects.select_for_update().filter(street=street, id=effect_id).first()
        if effect:
            effect.attempts = min(effect.attempts + 1, 100)
            effect.due = now + min(timedelta(seconds=2 ** min(effect.attempts, DOUBLINGS)), LONGEST_WAIT)
            effect.save(update_fields=["attempts", "due"])
