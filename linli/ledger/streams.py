"""Reading the ledger stream by stream for checking: each with its events, texts and receipts as they are stored."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import BinaryField, Exists, ExpressionWrapper, F, OuterRef

from linli.ledger.models import Event, Receipt, Text
from linli.ledger.readable import sound_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db import models

STREAMS = 200
"""How many streams are held at a time."""


@dataclass(slots=True)
class Stream:
    """One stream as it is stored. ``texts`` and ``receipts`` keep their secret column sealed, in ``blob``."""

    street: str
    id: UUID
    events: list[Event]
    texts: dict[UUID, list[Text]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[UUID, list[Receipt]] = field(default_factory=lambda: defaultdict(list))


def batches(readable: dict[type[models.Model], bool]) -> Iterator[list[Stream]]:
    """All streams, a few of one street at a time."""
    batch: list[Stream] = []
    for stream in _streams(readable):
        if len(batch) == STREAMS or (batch and batch[0].street != stream.street):
            yield _with_rows(batch, readable)
            batch = []
        batch.append(stream)
    if batch:
        yield _with_rows(batch, readable)


def strays(readable: dict[type[models.Model], bool], model: type[Text | Receipt]) -> Iterator[Text | Receipt]:
    """Texts or receipts whose stream has no event at all."""
    streams = Event.objects.filter(street=OuterRef("street"), stream=OuterRef("stream"))
    yield from _sealed(model, readable).filter(~Exists(streams)).iterator()


def facts(event: Event) -> dict[str, Any]:
    """The event's facts; {} where they are no JSON object."""
    try:
        told = json.loads(event.facts)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _streams(readable: dict[type[models.Model], bool]) -> Iterator[Stream]:
    rows = sound_rows(Event, all_sound=readable[Event]).order_by("street", "stream", "number")
    events: Iterable[Event] = rows.iterator(chunk_size=5000)
    for (street, stream), found in groupby(events, key=lambda event: (event.street, event.stream)):
        yield Stream(street, stream, list(found))


def _with_rows(batch: list[Stream], readable: dict[type[models.Model], bool]) -> list[Stream]:
    known = {stream.id: stream for stream in batch}
    for text in _sealed(Text, readable).filter(street=batch[0].street, stream__in=known):
        known[text.stream].texts[text.event_id].append(text)
    for receipt in _sealed(Receipt, readable).filter(street=batch[0].street, stream__in=known):
        known[receipt.stream].receipts[receipt.event_id].append(receipt)
    return batch


def _sealed(model: type[models.Model], readable: dict[type[models.Model], bool]) -> models.QuerySet[Any]:
    """Rows with the encrypted column as it is stored: opening it may fail, and only that row's."""
    secret = "sealed" if model is Text else "code"
    rows: models.QuerySet[Any] = sound_rows(model, all_sound=readable[model]).defer(secret)
    found: models.QuerySet[Any] = rows.annotate(blob=ExpressionWrapper(F(secret), output_field=BinaryField()))
    return found
