"""Reading spreadsheets that somebody sent: .xlsx, .xls and .csv as text, nothing of them ever run.

What is too large, packed too tightly, locked or carries macros is refused before it is opened; a workbook is then parsed
in a child process with little memory and little time (`linli.kit.spreadsheet_child`).
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.kit.archives import OLE, ZIP, bursts
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.kit.words import Words

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 1000
MOST_SHEETS = 40
SECONDS = 30
MACRO_NAMES = (".xlsm", ".xltm", ".xlam", ".xlsb")
CSV_FORMULA = "="


Area = tuple[int, int, int, int]
"""Top, left, bottom and right of cells that are one, counted from 0, the last included."""


@dataclass(slots=True)
class Grid:
    """A sheet as it stands: its cells as text, rows and columns counted from 0.

    ``lines`` are the numbers of the rows as people see them. ``formulas`` are the addresses (B7) of cells that hold a
    formula: their last value was read, '' where there was none. ``blind``: nobody can tell which rows and columns are
    hidden.
    """

    name: str
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    blind: bool = False

    def spread(self) -> list[list[str]]:
        """The cells, each that is part of a merged one with its value: an estate's name often stands once for many rows."""
        cells = [list(row) for row in self.cells]
        for top, left, bottom, right in self.merged:
            for row in cells[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    row[column] = self.cells[top][left]
        return cells


@dataclass(slots=True)
class Book:
    """The visible sheets of a file; the names of its ``hidden`` ones, and of those that nobody asked for."""

    grids: list[Grid] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Spreadsheet:
    """Rows of text with their line numbers, counted from 1, empty ones left out; and what the person should know.

    ``formulas`` are the addresses (B7) of cells that hold a formula: their last value was read, '' where there was none.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_spreadsheet(content: bytes, *, name: str) -> Spreadsheet:
    """Read the first visible sheet of a file that was called ``name``. Refused as `read_book` says."""
    book = read_book(content, name=name, sheets=1)
    grid = book.grids[0]
    rows = [(line, row) for line, row in zip(grid.lines, grid.spread(), strict=True) if any(row)]
    return Spreadsheet(rows, grid.formulas, book.hidden, book.unread)


def read_book(content: bytes, *, name: str, sheets: int = MOST_SHEETS) -> Book:
    """Read the first visible ``sheets`` of a file that was called ``name``, at least one.

    Refused: ``spreadsheet_macros``, ``spreadsheet_too_large``, ``spreadsheet_locked``, ``spreadsheet_unreadable``.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    if name.lower().endswith(MACRO_NAMES):
        raise _macros()
    if content.startswith(ZIP):
        _look_into_zip(content)
        return _in_child(content, sheets)
    if content.startswith(OLE):
        _look_into_ole(content)
        return _in_child(content, sheets)
    return Book([_csv(content, name)])


def too_large() -> Refused:
    """The refusal of a table with too much in it."""
    return Refused(
        "spreadsheet_too_large",
        _("这个表格太大了，或者压缩得不正常，没有打开。"),
        advice=_("一次最多两万行、一百列、10 MB。请分成几个表再试。"),
    )


def _macros() -> Refused:
    return Refused("spreadsheet_macros", _("这个表格带有宏，没有打开。"), advice=_("请另存为不带宏的 .xlsx 再试。"))


def _locked() -> Refused:
    return Refused("spreadsheet_locked", _("这个表格有密码，打不开。"), advice=_("请去掉密码再试。"))


def _unreadable() -> Refused:
    return Refused(
        "spreadsheet_unreadable", _("这个文件不是表格，或者已经损坏。"), advice=_("请另存为 .xlsx 或 .csv 再试。")
    )


def _look_into_zip(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _unreadable() from None
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise _macros()
    if any(part.flag_bits & 1 for part in parts):
        raise _locked()
    if bursts(parts, most_unpacked=MOST_UNPACKED):
        raise too_large()
    if "xl/workbook.xml" not in names:
        raise _unreadable()


def _look_into_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()


def _in_child(content: bytes, sheets: int) -> Book:
    """Let the child parse it; whatever ends the child is an answer about the file, not a fault of ours."""
    limits = {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cell": LONGEST_CELL, "seconds": SECONDS, "sheets": sheets}
    command = [sys.executable, "-m", "linli.kit.spreadsheet_child", json.dumps(limits)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise too_large() from None
    told: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"refused": "too_large"}
    if "refused" in told:
        reasons = {"too_large": too_large, "locked": _locked}
        refusal = reasons.get(told["refused"], _unreadable)()
        raise refusal
    grids = [Grid(lines=list(range(1, len(each["cells"]) + 1)), **each) for each in told["grids"]]
    return Book(grids, told["hidden"], told["unread"])


def _csv(content: bytes, name: str) -> Grid:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    grid = Grid(name.rpartition(".")[0] or name)
    try:
        for cells in (reader := csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if len(cells) > MOST_COLUMNS or len(grid.cells) >= MOST_ROWS:
                raise too_large()
            if any(cell.strip() for cell in cells):
                line = reader.line_num
                grid.lines.append(line)
                grid.cells.append([_value(cell, line, column, grid) for column, cell in enumerate(cells)])
    except csv.Error:
        raise _unreadable() from None
    return grid


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unreadable()


def _value(cell: str, line: int, column: int, grid: Grid) -> str:
    text = cell.strip()[:LONGEST_CELL]
    if not text.startswith(CSV_FORMULA):
        return text
    if text.startswith('="') and text.endswith('"') and text.count('"') == 2:  # noqa: PLR2004 - how a text is kept from being a number
        return text[2:-1].strip()
    grid.formulas.append(f"{column_name(column)}{line}")
    return ""


def column_name(column: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def remarks(sheet: Spreadsheet) -> list[Words]:
    """Say in words what was not read as it stands."""
    said: list[Words] = []
    if sheet.formulas:
        said.append(told_formulas(sheet.formulas))
    if sheet.hidden:
        said.append(told_hidden(sheet.hidden))
    if sheet.unread:
        said.append(_("只读了第一个工作表，这些没有读：%(names)s。") % {"names": "、".join(sheet.unread)})
    return said


def told_formulas(cells: Sequence[str]) -> Words:
    """Say which cells hold formulas."""
    shown = {"cells": "、".join(cells[:10]), "count": len(cells)}
    return _("这些单元格是公式，只读了上次算出的结果：%(cells)s（共 %(count)s 个）。") % shown


def told_hidden(names: Sequence[str]) -> Words:
    """Say which sheets are hidden."""
    return _("隐藏的工作表没有读：%(names)s。") % {"names": "、".join(names)}
