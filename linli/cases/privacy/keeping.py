"""Words of closed cases are erased once they were kept long enough: by the days of their matter, else of the setting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from linli.cases.models import Case, Matter
from linli.cases.moves.transfers import handed_on
from linli.cases.privacy.erasing import erase_along, kept_until
from linli.flows.doors import SYSTEM
from linli.ledger.models import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

BATCH = 100
"""How many cases of a street are erased in one go."""


def days_of(matter: Matter) -> int:
    """How many days after its end a case's words are kept: its matter's ``keep``, never less than its ``archive``."""
    keep: int = matter.limits.get("keep", {}).get("days", settings.LINLI_KEEP_DAYS)
    archive: int = matter.limits.get("archive", {}).get("days", 0)
    return max(keep, archive)


def erase_old_words(now: datetime) -> int:
    """Erase the words of cases that ended long enough ago; how many cases."""
    matters = list(Matter.objects.all())
    streets = Case.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(_erase(case, now) for street in streets for case in _old(street, matters, now))


def _old(street: str, matters: list[Matter], now: datetime) -> Iterator[Case]:
    if not matters:
        return
    due = Q()
    for matter in matters:
        due |= Q(matter=matter, closed__lt=now - timedelta(days=days_of(matter)))
    words = Text.objects.filter(street=OuterRef("street"), stream=OuterRef("pk"))
    # What went on elsewhere is kept as long as what it goes on in, and goes with that.
    found = Case.objects.filter(due, Exists(words), ~handed_on(), street=street).order_by("closed")
    found = found.select_related("matter")
    yield from list(found[:BATCH])


def _erase(case: Case, now: datetime) -> bool:
    if (until := kept_until(case)) and until > now.date():
        return False
    erase_along(case, by=SYSTEM, at=now, why="kept_long_enough")
    return True
