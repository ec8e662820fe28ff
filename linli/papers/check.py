"""What `linli verify` checks on this floor: every paper is in its record's events, and says what was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from linli.ledger.models import Event
from linli.ledger.readable import clean, damaged_rows, sound_rows
from linli.ledger.report import Damage
from linli.ledger.streams import facts
from linli.papers.content import code_of, hash_of
from linli.papers.models import Printed, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from linli.ledger.models import Event as EventRow
    from linli.ledger.streams import Stream


class Check:
    """Compares the papers of each stream with what its events say of them."""

    def __init__(self) -> None:
        self._damaged: dict[type[models.Model], list[Damage]] = {}

    def batch(self, batch: list[Stream]) -> Iterator[Damage]:
        """The papers of streams of one street."""
        street = batch[0].street
        told: dict[str, tuple[Stream, EventRow]] = {}
        erased: set[Any] = set()
        for stream in batch:
            told |= {key: (stream, event) for key, event in _first_prints(stream)}
            if any(facts(event).get("erases") for event in stream.events[1:]):
                erased.add(stream.id)
        keys = [stream.id for stream in batch]
        stored = {
            str(row.id): row
            for row in self._rows(Printed).filter(street=street, stream__in=keys).select_related("template")
        }
        for key, (stream, event) in told.items():
            row = stored.pop(key, None)
            if row is None:
                yield _at("missing", street, stream=str(stream.id), row=key)
            else:
                yield from _differences(row, event, erased=row.stream in erased)
        for row in stored.values():
            yield _at("unknown", street, stream=str(row.stream), row=str(row.id))

    def rest(self) -> Iterator[Damage]:
        """Papers that cannot be read, and those whose record has no event at all."""
        self._rows(Template)
        first = Event.objects.filter(street=OuterRef("street"), stream=OuterRef("stream"))
        for row in self._rows(Printed).filter(~Exists(first)).iterator():
            yield _at("unknown", clean(row.street), stream=str(row.stream), row=str(row.id))
        for found in self._damaged.values():
            yield from found

    def _rows(self, model: type[models.Model]) -> models.QuerySet[Any]:
        if model not in self._damaged:
            self._damaged[model] = list(damaged_rows(model))
        return sound_rows(model, all_sound=not self._damaged[model])


def _first_prints(stream: Stream) -> Iterator[tuple[str, EventRow]]:
    """The papers that a stream says were issued, each with its event."""
    for event in stream.events:
        told = facts(event)
        if "printed" in told and told.get("copy") == 1:
            yield str(told["printed"]), event


def _differences(row: Printed, event: EventRow, *, erased: bool) -> Iterator[Damage]:
    told = facts(event)
    says = {"hash": told.get("hash"), "label": told.get("label"), "paper": told.get("paper"), "event": event.number}
    for column, value in says.items():
        if getattr(row, column) != value:
            yield _at("paper_differs", row.street, stream=str(row.stream), row=str(row.id), column=column)
    if not row.sealed:
        if not erased:
            yield _at("paper_gone", row.street, stream=str(row.stream), row=str(row.id), column="sealed")
    elif hash_of(row) != row.hash or code_of(row.hash) != row.code:
        yield _at("paper_differs", row.street, stream=str(row.stream), row=str(row.id), column="sealed")


def _at(what: str, street: str, **place: str) -> Damage:
    return Damage("printed", what, street=clean(street), **place)  # type: ignore[arg-type]
