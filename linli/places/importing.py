"""Bringing the national table in, in short transactions: new, renamed and reopened regions; what is missing is closed.

It compares with what is there, so that a second run changes nothing, and a run after one that was killed goes on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from linli.kit.asked import Among, Asked
from linli.places.models import STATS, Region
from linli.places.naming import forget_names
from linli.places.national import BadRow, NationalTable, Row, above_of
from linli.places.regions import DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

BATCH = 2000
PROVINCE = DIGITS["province"]


@dataclass(slots=True)
class Taken:
    """What became of one table: counts, bad rows, and which codes it names."""

    table: NationalTable
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[BadRow] = field(default_factory=list)
    codes: set[int] = field(default_factory=set)
    """As numbers, which take half the memory; all are of one length and begin with no zero."""

    @property
    def changed(self) -> int:
        """How many regions are now otherwise than before."""
        return sum(self.counts[word] for word in ("new", "renamed", "reopened", "closed"))

    @property
    def has_rows_without_code(self) -> bool:
        """Whether some line does not say which region it is about."""
        return any(not bad.code for bad in self.bad)

    def names(self, code: str) -> bool:
        """Whether the table has a row for this code, in order or not."""
        return int(code) in self.codes


def take_in(table: NationalTable, *, as_of: date, tell: Callable[[int, int], None]) -> Taken:
    """Bring all good rows of a table in; closes nothing. ``tell`` is given bytes and rows done, after each batch.

    A code that was closed because another one follows it stays closed: national tables are behind what streets decide.
    """
    taken = Taken(table)
    for rows, read in _batches(table, taken):
        with_known = _known([row.code for row in rows])
        _bring_in(rows, with_known, as_of, taken)
        tell(read, taken.rows)
    return taken


def _batches(table: NationalTable, taken: Taken) -> Iterator[tuple[list[Row], int]]:
    """Cut the good rows into batches; what is bad, and codes that stand twice, are noted in ``taken``."""
    read = 0

    def good() -> Iterator[Row]:
        nonlocal read
        for row, read in table.rows():  # noqa: B007 - told with the batch
            taken.rows += 1
            if isinstance(row, BadRow):
                taken.bad.append(row)
                if row.code:
                    taken.codes.add(int(row.code))
            elif int(row.code) in taken.codes:
                taken.bad.append(BadRow(table.path.name, row.line, "the code stands in the table before", row.code))
            else:
                taken.codes.add(int(row.code))
                yield row

    rows = good()
    while batch := list(islice(rows, BATCH)):
        yield batch, read


_KNOWN = Asked(
    lambda: Region.objects.filter(Among("codes", Region, "code"), scheme=STATS).values_list(
        "code", "name", "valid_to", "successor"
    )
)
Known = dict[str, tuple[str, "date | None", str]]
"""By code: name, when it was closed, and what follows it."""


def _known(codes: list[str]) -> Known:
    return {code: (name, valid_to, successor) for code, name, valid_to, successor in _KNOWN(codes=codes)}


def _bring_in(rows: Iterable[Row], known: Known, as_of: date, taken: Taken) -> None:
    """Write what differs, in one short transaction; none where nothing does."""
    new, changed, counts = [], [], taken.counts
    for row in rows:
        if row.code not in known:
            new.append(row)
            continue
        name, valid_to, successor = known[row.code]
        changes: dict[str, Any] = {} if name == row.name else {"name": row.name}
        if successor and valid_to is not None and as_of >= valid_to:
            reason = f"{successor} follows this code since {valid_to}: it stays closed"
            taken.bad.append(BadRow(taken.table.path.name, row.line, reason, row.code))
        if valid_to is not None and as_of >= valid_to and not successor:
            changes |= {"valid_to": None}
            counts["reopened"] += 1
        elif changes:
            counts["renamed"] += 1
        else:
            counts["same"] += 1
        if changes:
            changed.append((row.code, changes))
    counts["new"] += len(new)
    if new or changed:
        _write(new, changed, as_of)


@transaction.atomic
def _write(new: list[Row], changed: list[tuple[str, dict[str, Any]]], as_of: date) -> None:
    _insert([region(code=row.code, name=row.name, since=as_of) for row in new])
    for code, changes in changed:
        Region.objects.filter(scheme=STATS, code=code).update(**changes)
    transaction.on_commit(forget_names)


def _insert(regions: list[Region]) -> None:
    """Insert as `bulk_create(ignore_conflicts=True)` does, a fifth faster: the statement is made once.

    Another import at the same time may have been first: then its row stands.
    """
    fields = Region._meta.concrete_fields
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    values = ", ".join("%s" for _field in fields)
    sql = f"INSERT INTO {quoted(Region._meta.db_table)} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own columns alone
    rows = [[field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields] for each in regions]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def region(*, code: str, name: str, since: date) -> Region:
    """Make a region of the national table, not saved yet."""
    level = next(level for level, count in DIGITS.items() if count == len(code))
    return Region(code=code, name=name, level=level, parent=above_of(code), valid_from=since)
