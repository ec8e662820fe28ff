"""Checking the roots: each by itself, the chain that they form, and the events that they cover."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from linli.kit.crypto import key_ring
from linli.ledger import covered, merkle, root_document
from linli.ledger.days import day_of, end_of, start_of
from linli.ledger.models import Event, Root
from linli.ledger.readable import clean, sound_rows
from linli.ledger.report import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django.db import models

    from linli.ledger.report import Report
    from linli.ledger.root_document import Document, Listed

A_DAY = timedelta(days=1)

Listing = dict["UUID", "Listed"]


@dataclass
class _Street:
    """What is remembered while the roots of a street are read: the root before, and the listings of three days.

    A listing that cannot be read is None: nothing is said about the events of its day.
    """

    code: str
    readable: dict[type[models.Model], bool]
    before: Root | None = None
    document_before: Document | None = None
    day: date | None = None
    near: dict[date, Listing | None] = field(default_factory=dict)

    @property
    def events(self) -> models.QuerySet[Event]:
        """The street's events that can be read."""
        return sound_rows(Event, all_sound=self.readable[Event]).filter(street=self.code)


def check(report: Report, readable: dict[type[models.Model], bool], *, now: datetime) -> Iterator[Damage]:
    """Everything that is wrong with roots, street by street. Counts roots and events that none covers yet."""
    rooted: set[str] = set()
    rows = sound_rows(Root, all_sound=readable[Root]).order_by("street", "number").iterator(chunk_size=20)
    for street, found in groupby(rows, key=lambda root: str(root.street)):
        rooted.add(street)
        state = _Street(street, readable)
        for root in found:
            report.counts["roots"] += 1
            yield from _root(state, root)
        yield from _end(state, report, now)
    streets = (
        sound_rows(Event, all_sound=readable[Event]).order_by("street").values_list("street", flat=True).distinct()
    )
    for street in streets:
        if street not in rooted:
            yield from _end(_Street(street, readable), report, now)


def check_document(
    document: Document, readable: dict[type[models.Model], bool], *, table: str = "root"
) -> Iterator[Damage]:
    """Whether the events that ``document`` lists are there as they were."""
    yield from _listing(_Street(document.street, readable), document, table)


def _at(state: _Street, root: Root, what: str, *, column: str = "", detail: str = "") -> Damage:
    return Damage(
        "root",
        what,
        street=clean(state.code),
        number=root.number,
        day=root.day.isoformat(),
        row=str(root.id),
        column=column,
        detail=detail,
    )


def _root(state: _Street, root: Root) -> Iterator[Damage]:
    try:
        document = root_document.read(root.document)
    except root_document.NotARootError as error:
        document = None
        yield _at(state, root, "document", column="document", detail=str(error))
    day = document.day if document else root.day
    yield from _order(state, root, day)
    if document:
        yield from _columns(state, root, document)
        if _is_what_was_signed(root, document):
            # Of the street that was signed, should the column say another.
            yield from check_document(document, state.readable)
    state.near[day] = {one.stream: one for one in document.streams} if document else None
    yield from _covered(state, state.day, before=None) if state.day else _covered(state, day - A_DAY, before=day)
    state.before, state.document_before, state.day = root, document, max(day, state.day or day)


def _order(state: _Street, root: Root, day: date) -> Iterator[Damage]:
    """Numbers and days follow each other."""
    number = state.before.number + 1 if state.before else 1
    following = state.day + A_DAY if state.day else day
    if root.number != number:
        yield Damage(
            "root",
            "missing",
            street=clean(state.code),
            number=number,
            day=following.isoformat() if state.day else "",
            detail=f"{number} to {root.number - 1}" if root.number - 1 > number else "",
        )
    elif day != following:
        yield _at(state, root, "gap", detail=f"expected {following.isoformat()}")


def _is_what_was_signed(root: Root, document: Document) -> bool:
    """Whether the listing may be trusted; where it may not, that is a damage of its own."""
    computed = document.hash()
    return computed == root.hash or root_document.signed_by(computed, key=root.key, signature=root.signature)


def _columns(state: _Street, root: Root, document: Document) -> Iterator[Damage]:
    """Columns that repeat the document, then hash, key and signature over it."""
    for column in ("id", "street", "number", "day"):
        if getattr(root, column) != getattr(document, column):
            detail = f"document has {clean(getattr(document, column))}"
            yield _at(state, root, "column", column=column, detail=detail)
    computed = document.hash()
    if computed != root.hash:
        # The signature tells which of the two was signed.
        signed_content = root_document.signed_by(computed, key=root.key, signature=root.signature)
        signed_hash = root_document.signed_by(root.hash, key=root.key, signature=root.signature)
        column = "hash" if signed_content else "document" if signed_hash else ""
        yield _at(state, root, "hash", column=column)
    elif not root_document.signed_by(root.hash, key=root.key, signature=root.signature):
        others = key_ring().public_keys()
        column = (
            "key"
            if any(root_document.signed_by(root.hash, key=other, signature=root.signature) for other in others)
            else "signature"
            if root.key in others
            else ""
        )
        yield _at(state, root, "signature", column=column)
    before = state.before
    if before is None or before.number + 1 != root.number:
        return
    real = state.document_before.hash() if state.document_before else before.hash
    if document.previous not in {before.hash, real}:
        yield _at(state, root, "previous", detail=f"expected {clean(before.hash)}")


def _listing(state: _Street, document: Document, table: str) -> Iterator[Damage]:
    """Every listed event is there, the last of each stream unchanged, and their hashes give the Merkle root."""
    found: list[Damage] = []

    def leaves() -> Iterator[str]:
        for listed in covered.parts(document):
            stored = covered.hashes(state.events, listed)
            for one in listed:
                hashes = stored.get(one.stream, {})
                found.extend(_changed(document, one, hashes, table))
                yield from (hashes[number] for number in sorted(hashes))

    try:
        top = merkle.root(leaves())
    except ValueError:  # a stored hash is no hash
        top = ""
    yield from found
    if top != document.merkle:
        yield Damage(
            table,
            "merkle",
            street=clean(state.code),
            number=document.number,
            day=document.day.isoformat(),
            row=str(document.id),
        )


def _changed(document: Document, one: Listed, hashes: dict[int, str], table: str) -> Iterator[Damage]:
    """The listed events of a stream that are gone, and whether the last one is another."""
    gone = next((number for number in range(one.first, one.last + 1) if number not in hashes), None)
    if gone is not None:
        missing = one.last - one.first + 1 - len(hashes)
        yield _event(document, one, gone, "rooted_missing", detail=f"{missing} of this stream" if missing > 1 else "")
    elif hashes[one.last] != one.hash:
        yield _event(document, one, one.last, "rooted_changed", detail=f"{table} {document.number} has {one.hash}")


def _event(document: Document, one: Listed, number: int, what: str, *, detail: str = "") -> Damage:
    return Damage(
        "event",
        what,
        street=clean(document.street),
        stream=str(one.stream),
        number=number,
        day=document.day.isoformat(),
        detail=detail,
    )


def _covered(state: _Street, day: date, *, before: date | None) -> Iterator[Damage]:
    """Every event recorded on ``day`` is in its root or in the one before or after; ``before``: or on any earlier day."""
    listings = [state.near[near] for near in (day - A_DAY, day, day + A_DAY) if near in state.near]
    rows = state.events.filter(recorded__lt=end_of(day))
    if before is None:
        rows = rows.filter(recorded__gte=start_of(day))
    known = None not in listings
    for stream, number in rows.order_by("recorded").values_list("stream", "number").iterator(chunk_size=5000):
        if known and not any(_lists(listing, stream, number) for listing in listings):
            yield Damage(
                "event", "unrooted", street=clean(state.code), stream=str(stream), number=number, day=day.isoformat()
            )
    for old in [near for near in state.near if near < day]:
        del state.near[old]


def _lists(listing: Listing | None, stream: UUID, number: int) -> bool:
    one = listing.get(stream) if listing else None
    return one is not None and one.first <= number <= one.last


def _end(state: _Street, report: Report, now: datetime) -> Iterator[Damage]:
    """After the last root: what is younger is only counted, unless its day has been over for long."""
    if state.day is None:
        first = state.events.order_by("recorded").values_list("recorded", flat=True).first()
        if first is None:
            return
        opened = day_of(first)
    else:
        report.closed[clean(state.code)] = state.day.isoformat()
        opened = state.day + A_DAY
    if now > end_of(opened) + A_DAY:
        last = day_of(now - A_DAY) - A_DAY
        detail = f"to {last.isoformat()}" if last > opened else ""
        yield Damage("root", "not_closed", street=clean(state.code), day=opened.isoformat(), detail=detail)
    _count_younger(state, report, opened)


def _count_younger(state: _Street, report: Report, opened: date) -> None:
    """Count what no root covers yet. What the last root's day has beyond its root waits for the next one."""
    listing = state.near.get(opened - A_DAY)
    rows = state.events.filter(recorded__gte=start_of(opened - A_DAY)).order_by("recorded")
    for stream, number in rows.values_list("stream", "number").iterator(chunk_size=5000):
        report.counts["younger"] += not _lists(listing, stream, number)
