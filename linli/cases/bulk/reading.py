"""What the rows of a table say by the columns that were chosen: each row's answers, what is wrong with it, what becomes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.forms.columns import header, matched, typed_row
from linli.kit.canonical import digest
from linli.kit.ledger_sheets import doubled, plain
from linli.kit.spelled_dates import day_in
from linli.kit.working_time import midnight_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from linli.cases.bulk.declared import Bulk
    from linli.cases.bulk.kept import Kept, Sheet
    from linli.forms.fields import Field
    from linli.kit.words import Words

KEY = "linli/bulk/1"
EARLIEST = date(2000, 1, 1)
EMPTY = "-"
"""Instead of an answer that is none of the choices: no answer."""
NEW, OVER, KNOWN, SAME, BAD = "new", "over", "known", "same", "bad"
"""What becomes of a row: opened, taken down as over, taken in before, as an earlier row of this file, or put right first."""


@dataclass(frozen=True)
class Chosen:
    """How a table is read: its ``sheets`` by number, for each question the header of its column, what an empty or unknown
    answer counts as, and whether all is dated ``today``.
    """  # noqa: D205 - one sentence over two lines

    sheets: frozenset[int] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    today: bool = False


@dataclass(slots=True)
class Row:
    """A row as it was understood. ``key`` tells it from every other; ``day`` is when it happened, None for today."""

    sheet: int
    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    key: str = ""
    finished: bool = False
    day: date | None = None
    same: tuple[int, int] | None = None
    fate: str = NEW


def proposed(kept: Kept, bulk: Bulk) -> Chosen:
    """Every sheet, and the columns that fit the questions best."""
    head = kept.header
    columns = {name: head[at] for name, at in matched(bulk.columns, head).items()}
    return Chosen(frozenset(range(len(kept.sheets))), columns)


def read_rows(kept: Kept, chosen: Chosen, bulk: Bulk, *, today: date) -> list[Row]:
    """Every row of the chosen sheets, in their order, not yet compared with what was taken in before."""
    rows = [
        row
        for number, sheet in enumerate(kept.sheets)
        if number in chosen.sheets
        for row in _rows_of(number, sheet, chosen, bulk, today)
    ]
    twice = doubled(((row.sheet, row.line), _said(row, kept.sheets[row.sheet])) for row in rows)
    often: Counter[str] = Counter()
    for row in rows:
        row.same = twice.get((row.sheet, row.line))
        if row.same:
            row.fate = SAME
            continue
        # Two households may have the same wish: what is not quite the same row is another case.
        often[row.key] += 1
        row.key = digest(KEY, {"row": row.key, "time": often[row.key]})
        row.fate = BAD if row.errors else OVER if row.finished else NEW
    return rows


def compare(rows: list[Row], taken: Collection[str]) -> None:
    """Mark the rows whose key was taken in before."""
    for row in rows:
        if row.fate != SAME and row.key in taken:
            row.fate = KNOWN


def _rows_of(number: int, sheet: Sheet, chosen: Chosen, bulk: Bulk, today: date) -> Iterator[Row]:
    places = {name: sheet.header.index(head) for name, head in chosen.columns.items() if head in sheet.header}
    for line, cells in sheet.lines:
        row = Row(number, line, cells)
        typed = _typed(cells, places, chosen, bulk, sheet.year or today.year)
        row.finished = bulk.finished is not None and bool(typed.get(bulk.finished.day))
        _check(row, typed, bulk, today, lambda name: _cell(sheet, places, name, line))  # noqa: B023 - used at once
        on = row.values.get(bulk.on.name) or typed.get(bulk.on.name, "")
        told = {name: plain(str(typed.get(name) or "")) for name in bulk.same}
        row.key = digest(KEY, {"matter": bulk.matter, "said": told, "on": str(on)})
        if chosen.today and not row.finished:
            row.day = None
        yield row


def _typed(cells: list[str], places: Mapping[str, int], chosen: Chosen, bulk: Bulk, year: int) -> dict[str, Any]:
    """The row as somebody would have typed it into the form."""
    typed = typed_row(bulk.columns, cells, places)
    for asked in bulk.columns.fields:
        said = typed.get(asked.name)
        if asked.kind == "date" and said:
            found = day_in(said, year=year)
            typed[asked.name] = found.isoformat() if found else said
        counts_as = chosen.otherwise.get(asked.name)
        if counts_as and said not in dict(asked.options()):
            typed[asked.name] = "" if counts_as == EMPTY else counts_as
    return typed


def _check(row: Row, typed: dict[str, Any], bulk: Bulk, today: date, where: Any) -> None:
    """Let the form look at the row; what is wrong with it is said with the cell in which it stands."""
    asks = bulk.form(finished=row.finished)
    checked = asks.check(typed)
    wrong: dict[str, Words] = dict(checked.errors)
    row.values = checked.values
    judge = bulk.finished.wrong if row.finished and bulk.finished else bulk.wrong
    if not wrong:
        wrong |= judge(checked.values)
    wrong |= _days(row, bulk, today)
    row.errors = [
        _("%(cell)s %(question)s：%(wrong)s")
        % {"cell": where(name), "question": header(asks.named(name)), "wrong": words}
        for name, words in wrong.items()
    ]


def _days(row: Row, bulk: Bulk, today: date) -> dict[str, Words]:
    """When it happened; what is wrong with the days of a row."""
    names = [bulk.on.name, *([bulk.finished.day] if row.finished and bulk.finished else [])]
    days: dict[str, date] = {}
    for name in names:
        try:
            days[name] = date.fromisoformat(str(row.values.get(name) or ""))
        except ValueError:
            continue
    row.day = days.get(names[-1])
    late = {name: _("还没有到这一天。") for name, day in days.items() if day > today}
    early = {name: _("年份看来不对。") for name, day in days.items() if day < EARLIEST}
    crossed = len(days) > 1 and days[names[0]] > days[names[-1]]
    return {**late, **early, **({names[-1]: _("早于登记的日期。")} if crossed else {})}


def _cell(sheet: Sheet, places: Mapping[str, int], name: str, line: int) -> str:
    """The address of a question's cell, the line alone where the sheet has no such column."""
    return f"{sheet.columns[places[name]]}{line}" if name in places else _("第 %(line)s 行") % {"line": line}


def _said(row: Row, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    return tuple((name, plain(cell)) for name, cell in zip(sheet.header, row.cells, strict=True) if plain(cell))


def beginning_of(day: date) -> datetime:
    """The moment at which a day begins here."""
    return midnight_after(day - timedelta(days=1))


def shown(asked: Field, value: object) -> str:
    """An answer as it stands in the look through a table: whoever it tells of is masked."""
    return asked.shown(asked.hidden(value)) if value not in ("", None, [], False) else ""  # type: ignore[arg-type]
