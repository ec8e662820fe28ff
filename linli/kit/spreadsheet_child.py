"""The child process that parses a workbook: bytes on standard input, its sheets as text in JSON on standard output.

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
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*hidden=[^>]*>")
COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*hidden=[^>]*>")
ATTRIBUTE = re.compile(rb"([\w:]+)=\"([^\"]*)\"")
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
    """Give the first visible sheets as they stand, or why there are none."""
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
    look = look_into_zip if content.startswith(b"PK") else look_into_ole
    grids: list[dict[str, Any]] = []
    left = limits["rows"]
    try:
        for name in visible[: limits["sheets"]]:
            sheet = book.get_sheet_by_name(name)
            last_row, last_column = sheet.end or (0, 0)
            left -= last_row
            if left <= 0 or last_column >= limits["columns"]:
                return {"refused": "too_large"}
            grids.append(grid_of(sheet, limits["cell"]) | {"name": name} | look(content, name, last_column))
    except calamine.CalamineError:
        return {"refused": "unreadable"}
    return {
        "grids": grids,
        "hidden": [each.name for each in sheets if each.name not in visible],
        "unread": visible[limits["sheets"] :],
    }


def grid_of(sheet: Any, longest: int) -> dict[str, Any]:
    """The cells of a sheet from its first one on as text, and which of them are one."""
    merged = [[top, left, bottom, right] for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    cells = [[text(cell, longest) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"cells": cells, "merged": merged}


def text(cell: object, longest: int) -> str:
    """Write a value as a person reads it: 3 for 3.0, a date as 2026-07-01."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:longest]


def look_into_zip(content: bytes, sheet: str, last_column: int) -> dict[str, Any]:
    """Find the formulas of a sheet, its hidden rows and its hidden columns, by its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        part = part_of(parts, sheet)
        written = parts.read(part) if part else b""
    hidden = [attributes(row) for row in ROW.findall(written)]
    return {
        "formulas": [found.decode() for found in FORMULA.findall(written)[:MOST_FORMULAS]],
        "hidden_rows": [int(told[b"r"]) - 1 for told in hidden if is_hidden(told) and b"r" in told],
        "hidden_columns": [
            column
            for told in map(attributes, COLUMNS.findall(written))
            if is_hidden(told)
            for column in range(int(told[b"min"]) - 1, min(int(told[b"max"]), last_column + 1))
        ],
        "blind": not part,
    }


def part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet, '' where it cannot be told."""
    key = dict(SHEET.findall(parts.read("xl/workbook.xml"))).get(escaped(sheet))
    for relation in RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
        told = attributes(relation)
        if key is not None and told.get(b"Id") == key:
            target = told[b"Target"].decode().lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    return ""


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """What a tag says."""
    return dict(ATTRIBUTE.findall(tag))


def is_hidden(told: dict[bytes, bytes]) -> bool:
    """Whether a row or a column is not shown."""
    return told.get(b"hidden") in {b"1", b"true"}


def look_into_ole(content: bytes, sheet: str, last_column: int) -> dict[str, Any]:
    """The same of the old format, which does not tell formulas."""
    import xlrd  # heavy as well, and asked for the old format alone

    told: dict[str, Any] = {"formulas": [], "hidden_rows": [], "hidden_columns": [], "blind": False}
    try:
        found = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO()
        ).sheet_by_name(sheet)
    except Exception:  # noqa: BLE001 - whatever it stumbles over was read already; this is only about what is hidden
        return told | {"blind": True}
    columns = [column for column, info in found.colinfo_map.items() if info.hidden and column <= last_column]
    return told | {
        "hidden_rows": sorted(row for row, info in found.rowinfo_map.items() if info.hidden),
        "hidden_columns": sorted(columns),
    }


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
