"""What `linli verify` checks on this floor: every record and the rows around it are what their events say."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from linli.flows.records import Record, ledger_value
from linli.flows.replay import differences, replay
from linli.flows.rows import Row, rows_of
from linli.flows.table import flow_named, flow_of_noun
from linli.ledger.models import Event
from linli.ledger.readable import clean, damaged_rows, sound_rows
from linli.ledger.report import Damage
from linli.ledger.streams import facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db import models

    from linli.ledger.streams import Stream

Around = dict["UUID", list[Row]]


_without_records: set[str] = set()


def declare_without_records(noun: str) -> None:
    """Say that streams whose verbs begin with ``noun`` belong to no record with a flow. Called from ``ready()``."""
    _without_records.add(noun)


class Check:
    """Replays each stream beside its record; then looks for records and rows that no stream speaks of."""

    def __init__(self) -> None:
        self._damaged: dict[type[models.Model], list[Damage]] = {}

    def batch(self, batch: list[Stream]) -> Iterator[Damage]:
        """Streams of one street, compared model by model."""
        by_model: dict[type[Record], list[Stream]] = defaultdict(list)
        for stream in batch:
            model = _model(stream)
            if model:
                by_model[model].append(stream)
            elif stream.events[0].verb.partition(".")[0] not in _without_records:
                yield _at("event", "no_flow", stream)
        for model, streams in by_model.items():
            yield from self._compare(model, streams)

    def rest(self) -> Iterator[Damage]:
        """Rows that cannot be read, and records that no event speaks of."""
        for model in _models():
            for each in (model, *rows_of(model)):
                self._rows(each)
            first = Event.objects.filter(street=OuterRef("street"), stream=OuterRef("pk"))
            for record in self._rows(model).filter(~Exists(first)).iterator():
                yield Damage(_table(model), "record_unknown", street=clean(record.street), stream=str(record.id))
        for found in self._damaged.values():
            yield from found

    def _compare(self, model: type[Record], streams: list[Stream]) -> Iterator[Damage]:
        street, keys = streams[0].street, [stream.id for stream in streams]
        records = {record.id: record for record in self._rows(model).filter(street=street, id__in=keys)}
        around = self._around(model, street, keys)
        for stream in streams:
            record = records.get(stream.id)
            if record is None:
                yield _at(_table(model), "record_missing", stream)
            else:
                yield from _differences(stream, record, around[stream.id])

    def _around(self, model: type[Record], street: str, keys: list[UUID]) -> Around:
        around: Around = defaultdict(list)
        for rows in rows_of(model):
            for row in self._rows(rows).filter(street=street, **{f"{rows.owner}__in": keys}):
                around[getattr(row, rows.owner)].append(row)
        return around

    def _rows(self, model: type[models.Model]) -> models.QuerySet[Any]:
        if model not in self._damaged:
            self._damaged[model] = list(damaged_rows(model))
        return sound_rows(model, all_sound=not self._damaged[model])


def _differences(stream: Stream, record: Record, rows: list[Row]) -> Iterator[Damage]:
    try:
        found = list(differences(replay(stream.events), record, rows))
    except (ValueError, TypeError, KeyError, AttributeError):
        return  # facts that are no facts: the chain says so already
    table = _table(type(record))
    for each in found:
        name, _space, key = each.row.partition(" ")
        yield _at(name or table, "record_differs", stream, row=key, column=each.column, detail=clean(each.words))
    for column, event in (("began", stream.events[0]), ("changed", stream.events[-1])):
        if getattr(record, column) != event.at:
            detail = f"event {event.number} says {ledger_value(event.at)}"
            yield _at(table, "record_differs", stream, column=column, detail=detail)


def _model(stream: Stream) -> type[Record] | None:
    """The model of the stream's record: as its first event says, else by the noun of its verb."""
    first = stream.events[0]
    told = facts(first).get("set")
    try:
        if isinstance(told, dict) and "flow" in told:
            return flow_named(told["flow"]).model
        return flow_of_noun(first.verb.partition(".")[0]).model
    except (KeyError, TypeError):
        return None


def _models() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def _table(model: type[models.Model]) -> str:
    return model._meta.model_name or ""


def _at(table: str, what: str, stream: Stream, *, row: str = "", column: str = "", detail: str = "") -> Damage:
    return Damage(
        table, what, street=clean(stream.street), stream=str(stream.id), row=row, column=column, detail=detail
    )
