"""Replay: a record's ledgered columns and the rows around it, from its events alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from linli.flows.records import snapshot
from linli.ledger.events import facts_of
from linli.ledger.told import merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linli.flows.records import Record
    from linli.flows.rows import Row
    from linli.ledger.models import Event


@dataclass
class Replayed:
    """What the events say: the record's columns, and each row by its id."""

    version: int = 0
    head: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def replay(events: Iterable[Event]) -> Replayed:
    """Fold the events of one stream, in the order of their numbers."""
    told = Replayed()
    for event in events:
        facts = facts_of(event)
        told.version, told.head = event.number, event.hash
        merge(facts, told.columns, told.rows)
    return told


@dataclass(frozen=True)
class Difference:
    """One column in which database and ledger differ; ``column`` is '' where a whole row is missing or too many.

    ``row`` is '' for the record itself, else the row's name and key.
    """

    row: str
    column: str
    words: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.row, self.column, self.words) if part)


def differences(told: Replayed, record: Record, rows: Iterable[Row]) -> Iterator[Difference]:
    """In which columns the database and the ledger differ, named one by one."""
    if told.version != record.version:
        yield Difference("", "version", f"ledger has {told.version}, record says {record.version}")
    elif told.head != record.head:
        yield Difference("", "head", f"ledger has {told.head}, record says {record.head}")
    yield from _differing("", {**record.unsaid, **told.columns}, snapshot(record, record.ledgered))
    stored = {str(row.id): {"row": row.row_name, **snapshot(row, row.ledgered)} for row in rows}
    for key, row in told.rows.items():
        if key not in stored:
            yield Difference(f"{row['row']} {key}", "", "missing")
    for key, row in stored.items():
        where = f"{row['row']} {key}"
        if key in told.rows:
            yield from _differing(where, told.rows[key], row)
        else:
            yield Difference(where, "", "not in the ledger")


def _differing(row: str, told: dict[str, Any], stored: dict[str, Any]) -> Iterator[Difference]:
    for column, value in stored.items():
        if told.get(column, ...) != value:
            yield Difference(row, column, f"ledger says {told.get(column)!r}, database {value!r}")
