"""What a stream has told up to one of its events: the columns of its record and the rows around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG_AGO = date.min
BEFORE = "before"


def merge(facts: Mapping[str, Any], columns: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    """Fold one event's facts: what changed in the record, and in the rows around it."""
    columns.update(facts.get("set", {}))
    for key, change in facts.get("rows", {}).items():
        rows.setdefault(key, {}).update(change)


class Was(NamedTuple):
    """An earlier event of the stream."""

    verb: str
    facts: Mapping[str, Any]


@dataclass
class Told:
    """One event and what its stream had told by then, itself included. It does not say who did it.

    ``verb`` is without its noun; ``day`` that of its ``at``; ``reached`` the latest day up to now: a state holds from
    the day of its event, but never before the state that it follows. ``latest``: by the name of rows, the one that was
    written last. ``kept`` is where a figure keeps what it found in an event and need not look for again.
    """

    noun: str = ""
    verb: str = ""
    number: int = 0
    day: date = LONG_AGO
    reached: date = LONG_AGO
    facts: Mapping[str, Any] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    past: list[Was] = field(default_factory=list)
    latest: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def learn(self, verb: str, number: int, day: date, facts: Mapping[str, Any]) -> None:
        """Go on to the next event."""
        if self.number:
            self.past.append(Was(self.verb, self.facts))
        self.noun, _dot, self.verb = verb.partition(".")
        self.number, self.day, self.facts = number, day, facts
        self.reached = max(self.reached, day)
        merge(facts, self.columns, self.rows)
        for key in facts.get("rows", ()):
            self.latest[self.rows[key]["row"]] = self.rows[key]

    @property
    def place(self) -> str:
        """Where it is, by the code of its time; '' where the record has no place."""
        place: str = self.columns.get("place") or ""
        return place

    @property
    def before(self) -> Mapping[str, Any]:
        """What the first event says of the stream from which this one goes on: ``verbs``, roles (``as``), ``late``."""
        first = self.past[0].facts if self.past else self.facts
        before: Mapping[str, Any] = first.get(BEFORE, {})
        return before

    def happened(self, verb: str) -> bool:
        """Whether an earlier event of the stream, or of the one from which it goes on, was this one."""
        return any(was.verb == verb for was in self.past) or verb in self.before.get("verbs", ())

    def sets(self, column: str) -> Any:
        """The value that this event gave to a column of the record; None where it left it as it was."""
        changed = self.facts.get("set")
        return changed.get(column) if changed else None
