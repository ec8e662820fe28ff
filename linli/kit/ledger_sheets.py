"""The table in a sheet that an office keeps: found between title, footer, totals and blank lines, one row a line.

Pure: a `Grid` goes in, a `LedgerSheet` comes out, and whatever was not read as a row is named with its line. Nothing is
guessed about empty cells: only what was merged, or says 同上, takes the value from above.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from linli.kit.spelled_dates import day_in
from linli.kit.spreadsheets import column_name

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from linli.kit.spreadsheets import Area, Grid

    Known = Callable[[str], bool]

K = TypeVar("K")
LOOKED_AT = 30
"""Rows from the first one on among which the column names are looked for."""
MOST_LEVELS = 3
LONGEST_NAME = 40
NARROW = 2
"""A table of so few columns has rows of one cell."""
BETWEEN = "·"
SERIAL = frozenset({"序号", "序", "编号", "号", "no", "№", "项次"})
DITTO = frozenset({"同上", "〃", "″", "＂", '"', "''", "上同"})
TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|本页合计|本页小计|总共)(?:[:：(（].*|\S{0,12})")
FOOTER = re.compile(
    r"(?:填表人?|填报人?|制表人?|经办人|经手人|审核人?|复核人?|负责人|主管领导|分管领导|单位负责人|(?:填表|填报|制表)(?:日期|时间|单位|说明)|"
    r"说明|注|备注|附注|(?:单位)?[(（]?(?:盖章|公章)[)）]?|以下空白)(?:签字|签名)?(?:[:：].*|\d?[、.．].*)?"
)
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
DATA = re.compile(r"\d{4,}|\d+[月日号]|[。；！？!?]|[:：]\s*\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number as people see it, and one cell for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is no row of the table: ``why`` is one of ``ASIDES``, ``text`` what it says."""

    number: int
    why: str
    text: str


ASIDES = ("title", "total", "footer", "header", "note", "hidden", "another")
"""Title or note above; sum; signatures and remarks below; the column names once more; a line across the table; hidden; of
another table that begins further down."""


@dataclass(slots=True)
class LedgerSheet:
    """What a sheet holds: a name for each column ('' for none), the rows, and what stands aside.

    ``columns`` are the letters of the columns as people see them. ``serial`` is the column that only counts the rows,
    None where there is none. ``year`` stands in where a day was written without one. ``blind`` as in `Grid`.
    """

    name: str
    title: str = ""
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    serial: int | None = None
    year: int | None = None
    blind: bool = False

    def aside(self, why: str) -> list[Aside]:
        """What stands aside for this reason."""
        return [each for each in self.asides if each.why == why]


def read_ledger(grid: Grid, *, known: Known = lambda _name: False) -> LedgerSheet | None:
    """Find the table of a sheet; None where there is none. ``known`` tells of a column's name whether somebody asks for it."""
    sheet, rows = _seen(grid)
    found = _names_at(rows, known)
    if found is None:
        return None
    top, bottom = found
    names = rows[top : bottom + 1]
    joined = [_joined(names, column) for column in range(len(sheet.columns))]
    sheet.header = _told_apart(joined, sheet.columns)
    sheet.serial = next((at for at, name in enumerate(joined) if plain(name) in SERIAL), None)
    sheet.title = " ".join(row.said for row in rows[:top])
    sheet.year = _year_in(sheet.title) or _year_in(grid.name)
    sheet.asides += [Aside(row.number, "title", row.said) for row in rows[:top]]
    _take_lines(sheet, names, rows[bottom + 1 :], known)
    _take_feet(sheet)
    _drop_empty_columns(sheet)
    sheet.asides.sort(key=lambda each: each.number)
    return sheet


def doubled(rows: Iterable[tuple[K, Hashable]]) -> dict[K, K]:
    """For each row that says the same as an earlier one: which that is. Rows are given by a name and what they say."""
    first: dict[Hashable, K] = {}
    found: dict[K, K] = {}
    for name, said in rows:
        same = first.setdefault(said, name)
        if same != name:
            found[name] = same
    return found


def plain(text: str) -> str:
    """A text by its letters and digits alone, so that 联 系 电 话： is 联系电话."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


@dataclass(slots=True)
class _Row:
    """A row that people see. ``whole``: each part of a merged cell has its value; ``own``: only where that begins;
    ``down``: where it begins, and below. ``wide``: how many columns its widest cell takes.
    """  # noqa: D205 - one sentence over two lines

    number: int
    own: list[str]
    whole: list[str]
    down: list[str]
    wide: int

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.own if cell]

    @property
    def said(self) -> str:
        return " ".join(self.filled)

    @property
    def words(self) -> dict[str, str]:
        """Each different cell by its plain text."""
        return {plain(cell): cell for cell in self.whole if plain(cell)}


def _seen(grid: Grid) -> tuple[LedgerSheet, list[_Row]]:
    """The sheet that is to be filled, and the rows that people see and in which something stands."""
    width = max((len(row) for row in grid.cells), default=0)
    hidden_rows, hidden_columns = set(grid.hidden_rows), set(grid.hidden_columns)
    columns = [column for column in range(width) if column not in hidden_columns]
    whole = [[_tidy(cell) for cell in row] + [""] * (width - len(row)) for row in grid.spread()]
    sheet = LedgerSheet(grid.name, columns=[column_name(column) for column in columns], blind=grid.blind)
    sheet.hidden_columns = [
        column_name(column)
        for column in sorted(hidden_columns)
        if any(row[column : column + 1] > [""] for row in whole)
    ]
    own, down, wide = [list(row) for row in whole], [list(row) for row in whole], [1] * len(whole)
    for area in grid.merged:
        _cut(own, down, wide, area)
    rows = []
    for at, number in enumerate(grid.lines):
        if at in hidden_rows and any(whole[at]):
            sheet.asides.append(Aside(number, "hidden", ""))
        elif at not in hidden_rows:
            mine, all_of_it, below = ([cells[at][column] for column in columns] for cells in (own, whole, down))
            rows.append(_Row(number, mine, all_of_it, below, wide[at]))
    return sheet, [row for row in rows if any(row.whole)]


def _cut(own: list[list[str]], down: list[list[str]], wide: list[int], area: Area) -> None:
    """Empty what only repeats a merged cell: across in ``down``, everywhere in ``own``."""
    top, left, bottom, right = area
    for at in range(top, min(bottom + 1, len(own))):
        wide[at] = max(wide[at], right - left + 1)
        for column in range(left, min(right + 1, len(own[at]))):
            if column > left:
                down[at][column] = ""
            if (at, column) != (top, left):
                own[at][column] = ""


def _tidy(cell: str) -> str:
    return re.sub(r"[\s\u3000\u200b\ufeff]+", " ", cell).strip()


# Which rows name the columns.


def _names_at(rows: Sequence[_Row], known: Known) -> tuple[int, int] | None:
    """The first and the last row of the names of columns: of the first table, where another one follows."""
    scores = [_score(row, known) for row in rows[:LOOKED_AT]]
    best = max(scores, default=0)
    if best < 2:  # noqa: PLR2004 - one word names no table, unless somebody asks for it
        return None
    top = bottom = next(at for at, score in enumerate(scores) if 3 * score >= 2 * best)
    while top and bottom - top + 1 < MOST_LEVELS and _is_under(rows[top - 1], rows[top], known):
        top -= 1
    while (
        bottom + 1 < len(rows) and bottom - top + 1 < MOST_LEVELS and _is_under(rows[bottom], rows[bottom + 1], known)
    ):
        bottom += 1
    return top, bottom


def _score(row: _Row, known: Known) -> int:
    """How much a row looks like names of columns: different short words, best those that somebody asks for."""
    words = row.words
    is_title = len(words) == 1 and row.wide > 1
    if is_title or not _are_names(words.values()):
        return 0
    asked = sum(1 for word, cell in words.items() if word in SERIAL or known(cell))
    return len(words) + 2 * asked - 2 * _data_in(words.values())


def _are_names(cells: Iterable[str]) -> bool:
    found = list(cells)
    return 2 * _data_in(found) < len(found)


def _data_in(cells: Iterable[str]) -> int:
    """How many cells are no name of a column: a number, a day, a sentence, or what names itself (填表人：某某)."""
    return sum(1 for cell in cells if _is_data(unicodedata.normalize("NFKC", cell)))


def _is_data(text: str) -> bool:
    letters = plain(text)
    return (
        letters.isdigit()
        or len(letters) > LONGEST_NAME
        or bool(DATA.search(text))
        or day_in(text, year=2000) is not None
    )


def _is_under(upper: _Row, lower: _Row, known: Known) -> bool:
    """Whether ``lower`` names single columns of the groups in ``upper``: it says nothing anywhere else."""
    if len(upper.words) < 2 or not _are_names(upper.words.values()) or not _are_names(lower.filled):  # noqa: PLR2004 - a title is one
        return False
    groups = _groups(upper)
    if not all(column in groups for column, name in enumerate(lower.own) if name):
        return False
    # Without merged cells an empty name may as well be forgotten.
    sure = upper.wide > 1 or any(name and column not in groups for column, name in enumerate(upper.own))
    return sure and (upper.wide > 1 or any(map(known, lower.filled)))


def _groups(row: _Row) -> dict[int, str]:
    """The columns of names that go over several, with that name: merged, or with nothing to their right."""
    found: dict[int, str] = {}
    begins = 0
    for column, name in enumerate(row.own):
        if not name and row.own[begins] and row.whole[column] in {"", row.own[begins]}:
            found |= dict.fromkeys((begins, column), row.own[begins])
        else:
            begins = column
    return found


def _joined(rows: Sequence[_Row], column: int) -> str:
    """The names above a column, the highest first."""
    names: list[str] = []
    for row, *below in (rows[at:] for at in range(len(rows))):
        named = row.whole[column] or (_groups(row).get(column, "") if any(each.own[column] for each in below) else "")
        name = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", named)
        if name and name not in names:
            names.append(name)
    return BETWEEN.join(names)


def _told_apart(header: list[str], columns: Sequence[str]) -> list[str]:
    """Names that stand above several columns get the letter of the column."""
    pairs = zip(header, columns, strict=True)
    return [f"{name}（{letter}）" if name and header.count(name) > 1 else name for name, letter in pairs]


def _year_in(text: str) -> int | None:
    found = YEAR.search(unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else None


# Which rows are rows.


def _take_lines(sheet: LedgerSheet, names: Sequence[_Row], rows: Sequence[_Row], known: Known) -> None:
    above, ended = [""] * len(sheet.header), False
    for at, row in enumerate(rows):
        if _is_another(row, names, known):
            sheet.asides += [Aside(each.number, "another", each.said) for each in rows[at:]]
            return
        if why := _aside(row, names, sheet):
            ended = ended or why == "footer"
            why = "footer" if ended and why == "note" else why
            sheet.asides.append(Aside(row.number, why, row.said))
        elif any(cell for column, cell in enumerate(row.down) if column != sheet.serial):
            above = [before if cell in DITTO else cell for cell, before in zip(row.down, above, strict=True)]
            sheet.lines.append(Line(row.number, tuple(above)))


def _aside(row: _Row, names: Sequence[_Row], sheet: LedgerSheet) -> str:
    """Why a row is none of the table, '' where it is one."""
    if any(list(map(plain, row.whole)) == list(map(plain, each.whole)) for each in names):
        return "header"
    first = re.sub(r"\s", "", row.filled[0]) if row.filled else ""
    if TOTAL.fullmatch(first):
        return "total"
    if FOOTER.fullmatch(first):
        return "footer"
    return "note" if _is_across(row, sheet) else ""


def _is_across(row: _Row, sheet: LedgerSheet) -> bool:
    """Whether a row is one line over the table, as 一、物品类: in a wide cell, or where the others have their number."""
    if len(row.filled) != 1 or len(sheet.header) <= NARROW:
        return False
    return row.wide > len(sheet.header) // 2 or (
        sheet.serial is not None and bool(row.own[sheet.serial]) and not plain(row.own[sheet.serial]).isdigit()
    )


def _is_another(row: _Row, names: Sequence[_Row], known: Known) -> bool:
    """Whether another table, with other columns, begins here."""
    words = row.words
    here = {word for each in names for word in each.words}
    asked = [word for word, cell in words.items() if word in SERIAL or known(cell)]
    return len(asked) > 2 and not words.keys() <= here and _are_names(words.values())  # noqa: PLR2004 - one may be chance


def _take_feet(sheet: LedgerSheet) -> None:
    """What ends the table and is no row: without a number where the others have one, or one cell below a footer."""
    if len(sheet.header) <= NARROW:
        return
    feet = sheet.aside("footer")
    after = feet[0].number if feet else None
    while sheet.lines and _is_foot(sheet, sheet.lines[-1], after):
        last = sheet.lines.pop()
        sheet.asides.append(Aside(last.number, "footer", " ".join(filter(None, last.cells))))


def _is_foot(sheet: LedgerSheet, line: Line, after: int | None) -> bool:
    filled = sum(1 for cell in line.cells if cell)
    if after is not None and line.number > after:
        return filled == 1
    if sheet.serial is None or line.cells[sheet.serial]:
        return False
    return filled == 1 and all(each.cells[sheet.serial] for each in sheet.lines[:-1]) and len(sheet.lines) > 1


def _drop_empty_columns(sheet: LedgerSheet) -> None:
    """Leave columns out that have neither a name nor a cell."""
    used = [at for at, name in enumerate(sheet.header) if name or any(line.cells[at] for line in sheet.lines)]
    if len(used) < len(sheet.header):
        sheet.serial = used.index(sheet.serial) if sheet.serial in used else None
        sheet.header = [sheet.header[at] for at in used]
        sheet.columns = [sheet.columns[at] for at in used]
        sheet.lines = [Line(line.number, tuple(line.cells[at] for at in used)) for line in sheet.lines]
