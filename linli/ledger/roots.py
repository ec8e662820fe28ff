"""Daily roots: what a street wrote in a day, in one signed hash that contains the one of the day before.

A root covers, stream by stream, the events not covered before, up to the last one recorded in its day. What was
recorded in a day but committed only after its root is covered by the next one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.kit.crypto import key_ring
from linli.kit.ids import uuid7
from linli.ledger import merkle, root_document, roots_file
from linli.ledger.days import day_of, end_of, start_of
from linli.ledger.models import Event, Root
from linli.ledger.root_document import Document, Listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=5)
"""How long after midnight a day stays open, so that what was being written then is in its root."""
A_DAY = timedelta(days=1)


def close_days(now: datetime | None = None, *, most: int = 50) -> int:
    """Close up to ``most`` days that are over, street by street, oldest first; how many roots were made.

    Publishes in ``LINLI_ROOTS_DIR`` what the files lack, also after a crash. One street's fault is logged and does
    not keep the others open. Safe beside other workers.
    """
    now = now or timezone.now()
    made = 0
    for street in streets():
        try:
            while made < most and _close_next(street, now):
                made += 1
            roots_file.append(street)
        except Exception:
            logger.exception("the day of street %s could not be closed", street)
    return made


def streets() -> Iterator[str]:
    """The streets that have events, found by jumping through the index."""
    last = ""
    while True:
        following = Event.objects.filter(street__gt=last).order_by("street").values_list("street", flat=True).first()
        if following is None:
            return
        yield following
        last = following


class FileAheadError(Exception):
    """The published file has a root that the database lost: a second one for the same day is never signed."""


def _close_next(street: str, now: datetime) -> bool:
    before, day = _open(street)
    if end_of(day) + GRACE > now:
        return False
    number = before.number + 1 if before else 1
    published = roots_file.last_line(street)
    if published and published.document.number >= number:
        message = f"{roots_file.file_of(street)} has root {published.document.number}, the database {number - 1}"
        raise FileAheadError(message)
    root = _make(street=street, number=number, day=day, before=before)
    try:
        with transaction.atomic():
            root.save(force_insert=True)
    except IntegrityError:
        logger.info("root %s of %s was made by another worker", number, street)
        return False
    roots_file.append(street)
    return True


def not_well(now: datetime) -> str:
    """'' when every street's days are closed and published, else the first reason found."""
    for street in streets():
        before, day = _open(street)
        if now > end_of(day) + A_DAY:
            return f"{street}: {day.isoformat()} is not closed yet; the worker's log says why"
        published = roots_file.last_line(street)
        numbers = published.document.number if published else 0, before.number if before else 0
        if numbers[0] != numbers[1]:
            return f"{roots_file.file_of(street)} ends with root {numbers[0]}, the database with {numbers[1]}"
    return ""


def _open(street: str) -> tuple[Root | None, date]:
    """The street's last root, and the day that comes next: the first one is that of the first event."""
    before = Root.objects.filter(street=street).order_by("-number").first()
    if before:
        return before, before.day + A_DAY
    first = Event.objects.filter(street=street).order_by("recorded").values_list("recorded", flat=True)[0]
    return None, day_of(first)


def _make(*, street: str, number: int, day: date, before: Root | None) -> Root:
    covering = _Covering(street, day, _covered(street, number))
    document = Document(
        id=uuid7(),
        street=street,
        number=number,
        day=day,
        previous=before.hash if before else "",
        merkle=merkle.root(covering.leaves()),
        streams=tuple(covering.listed),
    )
    document_hash = document.hash()
    signature = key_ring().sign(root_document.to_sign(document_hash))
    return Root(
        id=document.id,
        street=street,
        number=number,
        day=day,
        document=document.text(),
        hash=document_hash,
        key=signature.key,
        signature=signature.value,
    )


def _covered(street: str, number: int) -> dict[UUID, int]:
    """Up to which number each stream is covered by the two roots before; clocks do not differ by a day."""
    covered: dict[UUID, int] = {}
    for root in Root.objects.filter(street=street, number__in=(number - 2, number - 1)).order_by("number"):
        covered |= {one.stream: one.last for one in root_document.read(root.document).streams}
    return covered


@dataclass
class _Covering:
    """The events that the root of ``day`` covers: ``leaves`` yields their hashes, then ``listed`` names them."""

    street: str
    day: date
    covered: dict[UUID, int]
    listed: list[Listed] = field(default_factory=list)

    def leaves(self) -> Iterator[str]:
        """Event hashes in the order of the listing: streams sorted, numbers ascending."""
        for stream, rows in groupby(self._near(), key=itemgetter(0)):
            new = [row for row in rows if row[1] > self.covered.get(stream, 0)]
            # Clocks differ a little: what stands before an event of this day belongs to it, even if recorded "later".
            while new and new[-1][3] >= end_of(self.day):
                new.pop()
            if new:
                self.listed.append(Listed(stream, new[0][1], new[-1][1], new[-1][2]))
                yield from (event_hash for _stream, _number, event_hash, _recorded in new)

    def _near(self) -> Iterator[tuple[UUID, int, str, datetime]]:
        # From a day before, for what was committed after its own day had been closed; to a day after, for fast clocks.
        rows = Event.objects.filter(
            street=self.street,
            recorded__gte=start_of(self.day - A_DAY),
            recorded__lt=end_of(self.day + A_DAY),
        )
        ordered = rows.order_by("stream", "number").values_list("stream", "number", "hash", "recorded")
        yield from ordered.iterator(chunk_size=5000)
