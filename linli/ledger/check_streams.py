"""Checking a stream: every event's hash and link, the texts beside it, the receipt that it begins with."""

from __future__ import annotations

import json
from copy import copy
from typing import TYPE_CHECKING, Any

from linli.kit.canonical import NotCanonicalError, canonical
from linli.kit.crypto import DamagedError, decrypt, keyed_hashes
from linli.ledger import events, receipts
from linli.ledger.models import Text
from linli.ledger.readable import clean
from linli.ledger.report import Damage
from linli.ledger.streams import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.ledger.models import Event, Receipt
    from linli.ledger.streams import Stream

Erased = dict[tuple[int, str], int]
"""Which text (number of its event, field) was erased by the event of which number."""


def check(stream: Stream) -> Iterator[Damage]:
    """Everything that is wrong inside one stream."""
    yield from _chain(stream)
    erased = _erased(stream)
    code_gone = any(facts(event).get("erases_receipt") is True for event in stream.events[1:])
    for event in stream.events:
        told = facts(event)
        yield from _texts(stream, event, told, erased)
        yield from _receipt(stream, event, told, gone=code_gone)
    yield from _unspoken(stream)


def _at(event: Event, what: str, *, column: str = "", detail: str = "") -> Damage:
    return Damage(
        "event",
        what,
        street=clean(event.street),
        stream=str(event.stream),
        number=event.number,
        row=str(event.id),
        column=column,
        detail=detail,
    )


def _chain(stream: Stream) -> Iterator[Damage]:
    """Numbers without a gap, hashes that fit the content, links that fit the hash before."""
    before: Event | None = None
    hash_before = ""  # what the content of the event before hashes to
    gaps = _gaps(stream)
    for place, event in enumerate(stream.events):
        after = stream.events[place + 1] if place + 1 < len(stream.events) else None
        computed = _hash(event)
        if computed != event.hash:
            column, detail = _blame(event, before, after, computed, gaps)
            yield _at(event, "hash", column=column, detail=detail)
        follows = event.number == (before.number if before else 0) + 1
        if not follows:
            yield _gap(stream, before, event)
        elif computed == event.hash and event.previous not in {before.hash if before else "", hash_before}:
            yield _at(event, "previous", detail=f"expected {before.hash if before else 'none'}")
        before, hash_before = event, computed


def _gaps(stream: Stream) -> set[int]:
    there = {event.number for event in stream.events}
    # A number that was changed may be very large: only so many can be missing as stand around it.
    return set(range(1, min(max(there), 2 * len(there) + 1) + 1)) - there


def _gap(stream: Stream, before: Event | None, event: Event) -> Damage:
    first = before.number + 1 if before else 1
    return Damage(
        "event",
        "missing",
        street=clean(stream.street),
        stream=str(stream.id),
        number=first,
        detail=f"{first} to {event.number - 1}" if event.number - 1 > first else "",
    )


def _hash(event: Event) -> str:
    try:
        return events.event_hash(event)
    except (NotCanonicalError, ValueError, OverflowError):
        return "no hash"


def _blame(event: Event, before: Event | None, after: Event | None, computed: str, gaps: set[int]) -> tuple[str, str]:
    """The column that was changed, where only that one can be it, and what it was."""
    if after and after.number == event.number + 1 and after.previous == computed:
        return "hash", f"was {computed}"
    if not _canonical(event.facts):
        return "facts", ""
    link = before.hash if before else ""
    if _hash(_with(event, previous=link)) == event.hash:
        return "previous", f"was {link}"
    for number in sorted(gaps):
        if _hash(_with(event, number=number)) == event.hash:
            return "number", f"was {number}"
    return "", ""


def _with(event: Event, **columns: Any) -> Event:
    changed = copy(event)
    for name, value in columns.items():
        setattr(changed, name, value)
    return changed


def _canonical(text: str) -> bool:
    try:
        return canonical(json.loads(text)).decode() == text
    except (ValueError, RecursionError, NotCanonicalError):
        return False


def _erased(stream: Stream) -> Erased:
    """What later events of the stream say was erased; an event cannot erase what came after it."""
    erased: Erased = {}
    for event in stream.events:
        listed = facts(event).get("erases", ())
        for entry in listed if isinstance(listed, list) else ():
            match entry:
                case [int() as number, str() as field] if number < event.number:
                    erased.setdefault((number, field), event.number)
    return erased


def _commitments(told: dict[str, Any]) -> dict[str, str]:
    texts = told.get("texts", {})
    return texts if isinstance(texts, dict) else {}


def _texts(stream: Stream, event: Event, told: dict[str, Any], erased: Erased) -> Iterator[Damage]:
    rows = stream.texts.pop(event.id, [])
    stored = {text.field: text for text in rows}
    spoken = _commitments(told)
    for field, committed in spoken.items():
        text = stored.pop(field, None)
        if text is None:
            if (event.number, field) not in erased:
                yield _beside(event, "text", "text_missing", detail=f"field {clean(field)}")
            continue
        if (event.number, field) in erased:
            yield _beside(event, "text", "text_kept", text, detail=f"field {clean(field)}")
        yield from _text(event, text, committed)
    for text in stored.values():
        yield _beside(event, "text", "unknown", text, detail=f"field {clean(text.field)}")


def _text(event: Event, text: Text, committed: str) -> Iterator[Damage]:
    try:
        text.sealed = _opened(text, "sealed")
    except DamagedError as damage:
        detail = f"field {clean(text.field)}: {damage.reason}"
        yield _beside(event, "text", "unreadable", text, column="sealed", detail=detail)
        return
    if events.commitment(text) != committed:
        yield _beside(event, "text", "text_changed", text, detail=f"field {clean(text.field)}")
    elif text.found and text.found not in keyed_hashes(events.FOUND, events.words_of(text)):
        yield _beside(event, "text", "text_changed", text, column="found", detail=f"field {clean(text.field)}")


def _opened(row: Any, column: str) -> str:
    return decrypt(bytes(row.blob), purpose=row._meta.get_field(column).purpose)


def _receipt(stream: Stream, event: Event, told: dict[str, Any], *, gone: bool) -> Iterator[Damage]:
    rows = stream.receipts.pop(event.id, [])
    committed = told.get("receipt")
    if committed and not rows and not gone:
        yield _beside(event, "receipt", "receipt_missing")
    if rows and gone:
        yield _beside(event, "receipt", "receipt_kept", rows[0])
    for receipt in rows:
        if not committed:
            yield _beside(event, "receipt", "unknown", receipt)
            continue
        try:
            receipt.code = _opened(receipt, "code")
        except DamagedError as damage:
            yield _beside(event, "receipt", "unreadable", receipt, column="code", detail=damage.reason)
            continue
        if receipts.commitment(receipt) != committed:
            column = "" if receipt.lookup in receipts.lookups(receipt.code) else "lookup"
            yield _beside(event, "receipt", "receipt_changed", receipt, column=column)


def _unspoken(stream: Stream) -> Iterator[Damage]:
    """Rows left over: they name an event that is not in their stream."""
    for texts in stream.texts.values():
        for text in texts:
            yield stray(text)
    for rows in stream.receipts.values():
        for receipt in rows:
            yield stray(receipt)


def stray(row: Text | Receipt) -> Damage:
    """A text or receipt that no event of its stream speaks of."""
    return Damage(
        str(row._meta.model_name),
        "unknown",
        street=clean(row.street),
        stream=str(row.stream),
        row=str(row.id),
        detail=f"field {clean(row.field)}" if isinstance(row, Text) else "",
    )


def _beside(
    event: Event, table: str, what: str, row: Text | Receipt | None = None, *, column: str = "", detail: str = ""
) -> Damage:
    return Damage(
        table,
        what,
        street=clean(event.street),
        stream=str(event.stream),
        number=event.number,
        row=str(row.id) if row else "",
        column=column,
        detail=detail,
    )
