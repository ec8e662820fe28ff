"""The events that a root covers, as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.db import models

    from linli.ledger.models import Event
    from linli.ledger.root_document import Document, Listed

AT_ONCE = 500
"""How many streams of a listing are looked up at a time."""


def parts(document: Document) -> Iterator[Sequence[Listed]]:
    """The listing in pieces that one query can look up."""
    for start in range(0, len(document.streams), AT_ONCE):
        yield document.streams[start : start + AT_ONCE]


def hashes(events: models.QuerySet[Event], listed: Sequence[Listed]) -> dict[UUID, dict[int, str]]:
    """The stored hashes of the listed events by stream and number; ``events`` are those of the street."""
    wanted = {one.stream: one for one in listed}
    rows = events.filter(
        stream__in=wanted,
        number__gte=min(one.first for one in listed),
        number__lte=max(one.last for one in listed),
    )
    found: dict[UUID, dict[int, str]] = {}
    for stream, number, event_hash in rows.values_list("stream", "number", "hash").iterator(chunk_size=5000):
        if wanted[stream].first <= number <= wanted[stream].last:
            found.setdefault(stream, {})[number] = event_hash
    return found
