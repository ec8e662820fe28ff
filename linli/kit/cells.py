"""Cells of tables that leave the system: no cell starts a formula, whatever somebody typed into a form.

A spreadsheet program runs what begins with one of these signs, also after blanks (CSV injection); full-width forms are
taken for the plain ones by some. Such a cell gets an apostrophe in front, which those programs read as "text".
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STARTS = tuple("=+-@\t\r\n|%＝＋－＠")
WIDTH = 18
BOM = "\ufeff"
"""Without it a spreadsheet program on Chinese Windows reads UTF-8 as GBK."""


def cell(value: object) -> str:
    """Return the text of a cell that starts no formula; None is the empty cell."""
    text = "" if value is None else str(value)
    begins = text[:1] in STARTS if text else False
    return f"'{text}" if begins or text.lstrip().startswith(STARTS) else text


def csv_lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table line by line as CSV in UTF-8 with its mark."""
    yield BOM + _line(header)
    for row in rows:
        yield _line(row)


def workbook(header: Sequence[object], rows: Iterable[Sequence[object]], *, title: str) -> bytes:
    """Return a table as an .xlsx file of one sheet; every cell is text, and row after row is written as it comes."""
    # Imported here: most requests make no workbook.
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"constant_memory": True, "in_memory": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, WIDTH)
        for column, value in enumerate(header):
            sheet.write_string(0, column, cell(value), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, cell(value))
    return out.getvalue()


def _line(row: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([cell(value) for value in row])
    return line.getvalue()
