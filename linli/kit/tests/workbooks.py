"""Small workbooks for tests, written as the format says."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from linli.kit.spreadsheets import column_name

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(
    rows: list[list[str]],
    *,
    hidden: list[list[str]] | None = None,
    merged: str = "",
    more: dict[str, bytes] | None = None,
    dimension: str = "",
) -> bytes:
    """A workbook; a cell that begins with '=' is a formula, whose last value may follow a '|'."""
    sheets = {"小区": rows, **({"隐藏": hidden} if hidden else {})}
    states = {"隐藏": ' state="hidden"'}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        parts.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{kinds}</Types>',
        )
        parts.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        named = "".join(
            f'<sheet name="{name}" sheetId="{n}"{states.get(name, "")} r:id="r{n}"/>'
            for n, name in enumerate(sheets, 1)
        )
        parts.writestr(
            "xl/workbook.xml", f'<workbook {SPACE} xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        parts.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        for n, each in enumerate(sheets.values(), 1):
            size = f'<dimension ref="{dimension}"/>' if dimension else ""
            cells = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged and n == 1 else ""
            parts.writestr(f"xl/worksheets/sheet{n}.xml", f"<worksheet {SPACE}>{size}{_data(each)}{cells}</worksheet>")
        for name, content in (more or {}).items():
            parts.writestr(name, content)
    return made.getvalue()


def _data(rows: list[list[str]]) -> str:
    lines = [
        f'<row r="{line}">{"".join(_cell(f"{column_name(column)}{line}", text) for column, text in enumerate(row) if text)}</row>'
        for line, row in enumerate(rows, 1)
    ]
    return f"<sheetData>{''.join(lines)}</sheetData>"


def _cell(address: str, text: str) -> str:
    if text.startswith("="):
        formula, _bar, value = text[1:].partition("|")
        shown = f"<v>{escape(value)}</v>" if value else ""
        return f'<c r="{address}" t="str"><f>{escape(formula)}</f>{shown}</c>'
    if text.isdigit():
        return f'<c r="{address}"><v>{text}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
