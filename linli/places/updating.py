"""One run over the national table: tables from the highest level down, then successors, then what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from linli.places import closing, successors
from linli.places.importing import take_in
from linli.places.national import open_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from linli.places.closing import Missing
    from linli.places.importing import Taken
    from linli.places.national import BadRow, NationalTable

Closing = Literal["protected", "confirmed", "never"]


@dataclass(slots=True)
class Outcome:
    """What a run did: counts by level, bad rows, and where codes were left open."""

    levels: dict[str, Counter[str]] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    left_open: list[tuple[str, Missing]] = field(default_factory=list)
    succeeded: int = 0

    @property
    def changed(self) -> int:
        """How many regions are now otherwise than before."""
        words = ("new", "renamed", "reopened", "closed")
        return self.succeeded + sum(counts[word] for counts in self.levels.values() for word in words)


def update(
    paths: list[Path],
    *,
    as_of: date,
    tell: Callable[[NationalTable, int, int], None],
    followed_by: Path | None = None,
    missing: Closing = "protected",
) -> Outcome:
    """Bring the tables in as of a day. ``tell`` is given table, bytes and rows done. Raises NoTableError, OSError."""
    outcome = Outcome()
    taken: list[Taken] = []
    for table in open_tables(paths):
        one = take_in(table, as_of=as_of, tell=lambda read, rows, table=table: tell(table, read, rows))  # type: ignore[misc]
        taken.append(one)
        outcome.levels.setdefault(table.level, Counter()).update(one.counts + Counter(rows=one.rows, bad=len(one.bad)))
        outcome.bad += one.bad
    if followed_by is not None:
        _rows, outcome.succeeded, bad = successors.take_in_file(
            followed_by, still_named=lambda code: any(one.names(code) for one in taken)
        )
        outcome.bad += bad
    if missing != "never":
        for one in taken:
            _close(one, outcome, as_of=as_of, confirmed=missing == "confirmed")
    return outcome


def _close(one: Taken, outcome: Outcome, *, as_of: date, confirmed: bool) -> None:
    for found in closing.missing(one, as_of=as_of, confirmed=confirmed):
        if found.left_open:
            outcome.left_open.append((one.table.level, found))
        else:
            outcome.levels[one.table.level]["closed"] += closing.close(found.codes, as_of=as_of)
