"""The child process that parses a workbook: bytes on standard input, rows of text as JSON on standard output.

It takes its own limits of memory and time first; the parent reads any other end of it as "too large".
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from typing import Any

MEMORY = 1024 * 1024 * 1024
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?name=\"([^\"]*)\"[^>]*?r:id=\"([^\"]*)\"")
RELATION = re.compile(rb"<Relationship\s[^>]*>")
FORMULA = re.compile(rb"<c\s[^>]*?r=\"([A-Z]{1,3}[0-9]{1,7})\"[^>]*>\s*<f[\s>/]")
MOST_FORMULAS = 1000


def limit(seconds: int) -> None:
    """Take at most so much memory and processor time, where the system knows limits."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def parse(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """Give the rows of the first visible sheet, or why there are none."""
    import python_calamine as calamine  # the heavy part, in this process alone

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        return {"refused": "locked"}
    except calamine.CalamineError:
        return {"refused": "unreadable"}
    sheets = [each for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible == calamine.SheetVisibleEnum.Visible]
    if not visible:
        return {"refused": "unreadable"}
    try:
        sheet = book.get_sheet_by_name(visible[0])
        last_row, last_column = sheet.end or (0, 0)
        if last_row >= limits["rows"] or last_column >= limits["columns"]:
            return {"refused": "too_large"}
        cells = [[text(cell, limits["cell"]) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except calamine.CalamineError:
        return {"refused": "unreadable"}
    spread_merged(cells, sheet.merged_cell_ranges or [])
    return {
        "rows": [(line, row) for line, row in enumerate(cells, start=1) if any(row)],
        "formulas": formulas(content, visible[0]),
        "hidden": [each.name for each in sheets if each.name not in visible],
        "unread": visible[1:],
    }


def text(cell: object, longest: int) -> str:
    """Write a value as a person reads it: 3 for 3.0, a date as 2026-07-01."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:longest]


def spread_merged(cells: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give every cell of a merged one its value: an estate's name often stands once beside all its buildings."""
    for (top, left), (bottom, right) in ranges:
        for row in cells[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = cells[top][left]


def formulas(content: bytes, sheet: str) -> list[str]:
    """Find the cells of a sheet that hold a formula, by its XML; the old format does not tell."""
    if not content.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        keys = dict(SHEET.findall(parts.read("xl/workbook.xml")))
        key = keys.get(escaped(sheet))
        for relation in RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
            told = dict(re.findall(rb"(Id|Target)=\"([^\"]*)\"", relation))
            if key is not None and told.get(b"Id") == key:
                target = told[b"Target"].decode().lstrip("/")
                path = target if target.startswith("xl/") else f"xl/{target}"
                return [found.decode() for found in FORMULA.findall(parts.read(path))[:MOST_FORMULAS]]
    return []


def escaped(name: str) -> bytes:
    """Write a name as it stands in an attribute."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        name = name.replace(sign, written)
    return name.encode()


def main() -> None:
    """Read, parse, write."""
    limits = json.loads(sys.argv[1])
    limit(limits["seconds"])
    json.dump(parse(sys.stdin.buffer.read(), limits), sys.stdout)


if __name__ == "__main__":
    main()
