"""Letting the worker do what follows: notices from what was done, messages from the notices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.ledger import counting, outbox
from linli.notices import inbox, sending
from linli.notices.hours import HERE
from linli.notices.models import Notice

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import Someone

NOON = timezone.now().astimezone(HERE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
"""Tomorrow at noon: after whatever a test does now, and in nobody's quiet hours."""


def follow(now: datetime = NOON) -> None:
    """Make the notices of everything that was done."""
    reader = counting.Counting()
    while reader.step() + outbox.drain(now=now):
        pass


def send(now: datetime = NOON) -> None:
    """See to every message that is due, as often as there is one."""
    while sending.deliver(now=now):
        pass


def told(one: Someone | None, case: Case | None = None) -> list[str]:
    """What somebody was told that still holds, oldest first; None is whoever holds the receipt."""
    rows = Notice.objects.filter(account=one.account if one else None, over=None)
    if case is not None:
        rows = rows.filter(stream=case.id)
    return [str(inbox.row(row)["what"]) for row in rows.order_by("number", "id")]
