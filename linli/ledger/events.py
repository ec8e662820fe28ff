"""Writing to a stream: one event, the words beside it, its receipt and what must follow."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linli.kit.asked import Asked, Slot
from linli.kit.canonical import canonical, digest, moment
from linli.kit.crypto import keyed_hash
from linli.kit.ids import uuid7
from linli.kit.unreadable import Unreadable
from linli.ledger import figures, outbox, rows
from linli.ledger.models import Effect, Event, Receipt, Text
from linli.ledger.receipts import new_receipt
from linli.ledger.tallies import Uncounted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

EVENT = "linli/event/1"
TEXT = "linli/text/1"
FOUND = "ledger.Text.found"
"""The purpose of the keyed hash by which words are found again."""


@dataclass(frozen=True)
class Head:
    """The last event of a stream, as its record remembers it: number 0 and no hash before the first."""

    number: int = 0
    hash: str = ""


@dataclass(frozen=True)
class Words:
    """Personal words that go beside an event: never into its facts. ``findable`` where they may be asked for again."""

    field: str
    text: str
    audience: str
    findable: bool = False


@dataclass
class Entry:
    """One event about to be written to the stream whose last event is ``head``."""

    street: str
    stream: UUID
    head: Head
    verb: str
    by: UUID
    at: datetime
    recorded: datetime
    facts: dict[str, Any]
    words: Sequence[Words] = ()
    receipt: bool = False


@dataclass
class Prepared:
    """An event with all that goes with it, hashed but not yet written."""

    event: Event
    texts: list[Text]
    receipts: list[Receipt]
    effects: list[Effect]
    uncounted: list[Uncounted]


def append(entry: Entry) -> Event:
    """Write ``entry`` inside the caller's transaction, after the caller locked the record.

    Two writers who both believe to hold the same head meet at the unique number: the second gets an IntegrityError.
    """
    prepared = prepare(entry)
    write([prepared])
    return prepared.event


def prepare(entry: Entry) -> Prepared:
    """The event of ``entry`` with its words, receipt and what must follow; ``write`` puts it into the ledger."""
    event = Event(
        id=uuid7(),
        street=entry.street,
        stream=entry.stream,
        number=entry.head.number + 1,
        verb=entry.verb,
        by=entry.by,
        at=entry.at,
        recorded=entry.recorded,
        previous=entry.head.hash,
    )
    texts = [_text(event, words) for words in entry.words]
    facts = dict(entry.facts)
    if texts:
        facts["texts"] = {text.field: commitment(text) for text in texts}
    receipts = []
    if entry.receipt:
        receipt, facts["receipt"] = new_receipt(event)
        receipts.append(receipt)
    event.facts = canonical(facts).decode()
    event.hash = event_hash(event)
    noun = event.verb.partition(".")[0]
    uncounted = []
    names = outbox.reactions_to(event.verb)
    if figures.of_noun(noun):
        # What follows wherever is written by the reader of the street when it counts the event: a statement less here.
        uncounted.append(Uncounted(id=event.id, street=event.street, stream=event.stream, due=entry.recorded))
    else:
        names += outbox.reactions_wherever(event.verb)
    effects = [Effect(street=event.street, event=event, reaction=name, due=entry.recorded) for name in names]
    return Prepared(event, texts, receipts, effects, uncounted)


def write(prepared: Sequence[Prepared]) -> None:
    """Write several events inside the caller's transaction, each kind of row in one statement."""
    rows.insert([each.event for each in prepared])
    for kind in ("texts", "receipts", "effects", "uncounted"):
        if found := [row for each in prepared for row in getattr(each, kind)]:
            rows.insert(found)


of_stream = Asked(
    lambda: Event.objects.filter(street=Slot("street", Event), stream=Slot("stream", Event)).order_by("number")
)
"""All events of a stream (``street=``, ``stream=``) in the order of their numbers."""


def facts_of(event: Event) -> dict[str, Any]:
    """The event's facts as values."""
    facts: dict[str, Any] = json.loads(event.facts)
    return facts


def event_hash(event: Event) -> str:
    """Hex digest over every column of ``event`` but the hash itself."""
    return digest(
        EVENT,
        {
            "id": str(event.id),
            "street": event.street,
            "stream": str(event.stream),
            "number": event.number,
            "verb": event.verb,
            "by": str(event.by),
            "at": instant(event.at),
            "recorded": instant(event.recorded),
            "facts": event.facts,
            "previous": event.previous,
        },
    )


def commitment(text: Text) -> str:
    """Hex digest that binds ``text``; the sealed salt keeps short words from being guessed.

    Every column is in it but ``found``, which follows from the words and changes with the look-up key.
    """
    return digest(
        TEXT,
        {
            "id": str(text.id),
            "street": text.street,
            "stream": str(text.stream),
            "event": str(text.event_id),
            "field": text.field,
            "audience": text.audience,
            "sealed": text.sealed,
        },
    )


def instant(at: datetime) -> str:
    """One spelling of a moment for hashing: UTC with microseconds. A time without a zone is an error."""
    return moment(at)


def words_of(text: Text) -> str:
    """The words of ``text`` without their salt."""
    return opened(text.sealed)


def opened(sealed: str) -> str:
    """The words of a text's sealed column without their salt; one that does not open stays as it is."""
    return sealed if isinstance(sealed, Unreadable) else sealed.partition(":")[2]


def _text(event: Event, words: Words) -> Text:
    return Text(
        id=uuid7(),
        street=event.street,
        stream=event.stream,
        event=event,
        field=words.field,
        audience=words.audience,
        sealed=f"{secrets.token_hex(16)}:{words.text}",
        found=keyed_hash(FOUND, words.text) if words.findable else "",
    )
