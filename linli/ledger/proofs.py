"""What a receipt proves: that its event is what was written, and that a signed root contains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from linli.ledger import covered, events, merkle, receipts, root_document
from linli.ledger.days import day_of
from linli.ledger.models import Event, Root

if TYPE_CHECKING:
    from datetime import date

    from linli.ledger.models import Receipt
    from linli.ledger.root_document import Document

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The root that covers an event: its day, hash and signature, and the path that leads there from the event."""

    day: date
    root: str
    key: str
    signature: str
    path: merkle.Path
    leads_there: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the record of a receipt.

    ``hash`` is what the event's content hashes to now; ``intact``: it always did, and the receipt is the event's own.
    ``sealed`` is None until the day is closed.
    """

    hash: str
    intact: bool
    sealed: Sealed | None

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the record."""
        return self.intact and (self.sealed is None or (self.sealed.leads_there and self.sealed.signed))


def of(receipt: Receipt) -> Proof:
    """Check the event of ``receipt`` against itself and against the root that covers it."""
    event = receipt.event
    computed = events.event_hash(event)
    intact = (
        computed == event.hash
        and events.facts_of(event).get("receipt") == receipts.commitment(receipt)
        and (receipt.street, receipt.stream) == (event.street, event.stream)
    )
    return Proof(hash=computed, intact=intact, sealed=_sealed(event, computed))


def _sealed(event: Event, computed: str) -> Sealed | None:
    day = day_of(event.recorded)
    near = Root.objects.filter(street=event.street, day__range=(day - A_DAY, day + A_DAY)).order_by("number")
    for root in near:
        try:
            document = root_document.read(root.document)
        except root_document.NotARootError:
            continue
        found = _leaves(document, event)
        if found:
            leaves, index = found
            path, top = _climb(leaves, index, computed)
            return Sealed(
                day=document.day,
                root=root.hash,
                key=root.key,
                signature=root.signature,
                path=path,
                leads_there=top == document.merkle and document.hash() == root.hash,
                signed=root_document.signed_by(root.hash, key=root.key, signature=root.signature),
            )
    return None


def _climb(leaves: list[str], index: int, computed: str) -> tuple[merkle.Path, str]:
    """The path of the leaf at ``index`` and where it leads from ``computed``; nowhere if a stored hash is no hash."""
    try:
        path = merkle.path(leaves, index)
        return path, merkle.climb(computed, path)
    except ValueError:
        return (), ""


def _leaves(document: Document, event: Event) -> tuple[list[str], int] | None:
    """The hashes that the document covers, and at which place the event stands; None where it is not listed."""
    if not any(one.stream == event.stream and one.first <= event.number <= one.last for one in document.streams):
        return None
    leaves: list[str] = []
    index = -1
    rows = Event.objects.filter(street=document.street)
    for listed in covered.parts(document):
        stored = covered.hashes(rows, listed)
        for one in listed:
            hashes = stored.get(one.stream, {})
            for number in sorted(hashes):
                if (one.stream, number) == (event.stream, event.number):
                    index = len(leaves)
                leaves.append(hashes[number])
    return (leaves, index) if index >= 0 else None
