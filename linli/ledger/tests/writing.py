"""Streams that belong to no record: what the tests of this floor write."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from linli.kit.ids import uuid7
from linli.kit.working_time import HERE
from linli.ledger.events import Entry, Head, Words, append

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.ledger.models import Event

STREET = "620103001"
OTHER_STREET = "150102005"
BY = uuid7()


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment in June 2026, on the clock of the place."""
    return datetime(2026, 6, day, hour, minute, second, tzinfo=HERE)


class Stream:
    """A stream and its last event."""

    def __init__(self, street: str = STREET) -> None:
        self.street = street
        self.id = uuid7()
        self.head = Head()

    def write(
        self,
        when: datetime,
        *,
        verb: str = "probe.done",
        facts: dict[str, Any] | None = None,
        words: Sequence[Words] = (),
        receipt: bool = False,
    ) -> Event:
        """One more event, recorded ``when`` it happened."""
        entry = Entry(self.street, self.id, self.head, verb, BY, when, when, facts or {}, words, receipt=receipt)
        with transaction.atomic():
            event = append(entry)
        self.head = Head(event.number, event.hash)
        return event
