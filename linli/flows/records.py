"""What every record with a flow has, and how its ledgered columns are written into facts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models

from linli.flows import table
from linli.ledger.events import Head, instant
from linli.ledger.receipts import ALPHABET
from linli.ledger.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.flows.act import Act
    from linli.people.person import Person


LABEL_SIGNS = 6


class Record(Tenant):
    """A row that changes only through ``begin`` and ``take``.

    ``version`` and ``head`` are the number and hash of its last event; ``state`` is a state of its ``flow``.
    ``ledgered`` names the columns whose every change is written into the event, so that replay gives them back.
    ``unsaid`` maps those of them that came later to what they hold where no event speaks of them (as it stands in facts).
    """

    flow = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    began = models.DateTimeField()
    changed = models.DateTimeField()

    ledgered: ClassVar[tuple[str, ...]] = ("flow", "state")
    unsaid: ClassVar[Mapping[str, Any]] = {}

    class Meta:
        abstract = True

    @property
    def table(self) -> table.Flow:
        """The flow this record follows."""
        return table.flow_named(self.flow)

    @property
    def last(self) -> Head:
        """Where the stream stands."""
        return Head(number=self.version, hash=self.head)

    @property
    def is_published(self) -> bool:
        """Whether its public words are public now; a record that nobody publishes is seen as far as it is reached."""
        return True

    @property
    def label(self) -> str:
        """Six signs to say aloud, like ``7F3K9Q``: not a key, and nothing opens with it."""
        tail = self.id.int & (2**30 - 1)  # random in a UUIDv7
        return "".join(ALPHABET[(tail >> shift) & 31] for shift in range(25, -1, -5))

    @staticmethod
    def tail_of(label: str) -> str:
        """The seven hexadecimal signs with which the keys of records with this label end; '' for what is no label."""
        signs = label.strip().upper()
        if len(signs) != LABEL_SIGNS or not set(signs) <= set(ALPHABET):
            return ""
        number = sum(ALPHABET.index(sign) << (5 * place) for place, sign in enumerate(reversed(signs)))
        return f"{number & (2**28 - 1):07x}"

    @property
    def url(self) -> str:
        """The address of the record's page."""
        raise NotImplementedError

    @classmethod
    def reached(cls, person: Person, *, street: str, key: UUID) -> Self | None:
        """The record with this key, if ``person`` may see it at all; asks the model's ``visible_to``."""
        found: Self | None = cls._default_manager.visible_to(person).filter(street=street, id=key).first()  # type: ignore[attr-defined]
        return found

    def roles(self, person: Person, wanted: frozenset[str]) -> frozenset[str]:
        """Those of the ``wanted`` roles that ``person`` has towards this record. May read rows around the record."""
        raise NotImplementedError

    def start_clock(self, act: Act, clock: str) -> None:
        """Begin the main clock called ``clock`` at ``act.at``."""
        raise NotImplementedError

    def stop_clock(self, act: Act) -> None:
        """End the main clock."""
        raise NotImplementedError


def ledger_value(value: Any) -> Any:
    """A column's value as it stands in facts: ids and moments as text, the rest as it is."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant(value)
    return value


def snapshot(row: models.Model, columns: tuple[str, ...]) -> dict[str, Any]:
    """The ``columns`` of ``row`` (attribute names, ``x_id`` for keys) as they stand in facts."""
    return {column: ledger_value(getattr(row, column)) for column in columns}
