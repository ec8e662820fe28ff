"""An act: one step on its way from the check to the event. What a step does, it does through this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from linli.flows.records import snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from linli.flows.records import Record
    from linli.flows.rows import Row
    from linli.flows.table import Step
    from linli.ledger.events import Prepared, Words
    from linli.people.person import Person


@dataclass
class Act:
    """``by`` takes ``step`` on ``record`` at ``at``, with clean ``answers``.

    A change of the record is made on ``record`` itself; rows around it go through ``add`` and ``change``; neither
    saves. ``words`` collects texts beside the event, ``facts`` what the event must say besides; ``event`` is there once
    all is said.
    """

    record: Record
    verb: str
    by: Person
    at: datetime
    recorded: datetime
    answers: Mapping[str, Any]
    step: Step | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)
    receipt: bool = False
    event: Prepared | None = None
    _added: list[Row] = field(default_factory=list)
    _changed: dict[UUID, tuple[Row, dict[str, Any]]] = field(default_factory=dict)
    _before: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Remember the record as it was, so that the event can say what changed."""
        record = self.record
        adding = record._state.adding
        self._before = dict(record.unsaid) if adding else {name: getattr(record, name) for name in record.ledgered}

    def add(self, row: Row) -> None:
        """Let ``row`` be inserted with the event."""
        self._added.append(row)

    def change(self, row: Row, **columns: object) -> None:
        """Let these ``columns`` of ``row`` be updated with the event."""
        self._changed.setdefault(row.id, (row, snapshot(row, row.ledgered)))
        for column, value in columns.items():
            setattr(row, column, value)

    @property
    def added(self) -> list[Row]:
        """Rows to insert, in order."""
        return self._added

    @property
    def changed(self) -> list[Row]:
        """Rows to update."""
        return [row for row, _before in self._changed.values()]

    def columns(self) -> tuple[str, ...]:
        """The ledgered columns of the record that the act changed."""
        record, before = self.record, self._before
        return tuple(name for name in record.ledgered if before.get(name, ...) != getattr(record, name))

    def says(self) -> dict[str, Any]:
        """The facts: what was answered in the open, what changed in the record and in the rows around it."""
        facts = dict(self.facts)
        facts["set"] = snapshot(self.record, self.columns())
        rows = {str(row.id): {"row": row.row_name, **snapshot(row, row.ledgered)} for row in self._added}
        for row, before in self._changed.values():
            after = snapshot(row, row.ledgered)
            rows[str(row.id)] = {"row": row.row_name} | {
                column: value for column, value in after.items() if before[column] != value
            }
        if rows:
            facts["rows"] = rows
        return facts
