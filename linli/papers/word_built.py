"""The shipped Word template of a paper, made from its declaration: what an office starts from. Runs in the child only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

WORDS, HEADS = "宋体", "黑体"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
MARGIN, WIDTH = Mm(25), Mm(160)


def built(spec: dict[str, Any]) -> bytes:
    """Write the template of a paper: ``spec`` as ``linli.papers.word`` sends it."""
    document = Document()
    _page(document)
    (_poster if spec["look"] == "poster" else _form)(document, spec)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Doc) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.size = Pt(12)
    _font(style, WORDS)
    style.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # of Latin letters, so that their words are not cut
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _font(styled: Any, name: str) -> None:
    styled.font.name = name
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _form(document: Doc, spec: dict[str, Any]) -> None:
    words = spec["words"]
    _mark(document)
    _say(document, "{{ office }}", size=14, align=CENTRE)
    _say(document, "{{ title }}", size=22, align=CENTRE, head=True)
    if spec["numbered"]:
        _say(document, f"{words['number']}：{{{{ number }}}}", align=RIGHT)
    plain = [field for field in spec["fields"] if field["kind"] != "rows"]
    table = document.add_table(rows=0, cols=2)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for field in plain:
        _pair(table, field)
    _widths(table, [Mm(38), WIDTH - Mm(38)])
    for field in spec["fields"]:
        if field["kind"] == "rows":
            _list(document, field)
    _say(document, "{{ note }}", size=10.5, before=8)
    if spec["numbered"]:
        _proof(document, words)
    else:
        _say(document, "{{ printed_on }}", size=10.5, align=RIGHT)
    _page_numbers(document)


def _poster(document: Doc, spec: dict[str, Any]) -> None:
    _say(document, "{{ office }}", size=20, align=CENTRE, before=20)
    _say(document, "{{ title }}", size=36, align=CENTRE, head=True, before=10, after=24)
    for field in spec["fields"]:
        big = field["kind"] == "long"
        _say(document, _tag(field), size=28 if big else 16, align=CENTRE, before=24 if big else 10)
    _say(document, "{{ note }}", size=14, align=CENTRE, before=16)


def _mark(document: Doc) -> None:
    _say(document, "{%p if copy_mark %}")
    _say(document, "{{ copy_mark }}", align=RIGHT, head=True)
    _say(document, "{%p endif %}")


def _pair(table: Table, field: dict[str, Any]) -> None:
    """A row that is there where the field has a value."""
    _row(table)[0].text = f"{{%tr if {field['name']} %}}"
    label, value = _row(table)
    _say(label, field["label"], head=True, first=True)
    _say(value, _tag(field), first=True)
    _row(table)[0].text = "{%tr endif %}"


def _list(document: Doc, field: dict[str, Any]) -> None:
    """A table of rows, with its heading, where there are any."""
    _say(document, f"{{%p if {field['name']} %}}")
    _say(document, field["label"], head=True, before=10)
    columns = field["columns"]
    table = document.add_table(rows=1, cols=len(columns))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _say(cell, column["label"], head=True, first=True)
    _repeat(table)
    _row(table)[0].text = f"{{%tr for row in {field['name']} %}}"
    for cell, column in zip(_row(table), columns, strict=True):
        _say(cell, f"{{{{ row.{column['name']} }}}}", size=10.5, first=True)
    _row(table)[0].text = "{%tr endfor %}"
    first = Mm(38)
    _widths(table, [first, *[int((WIDTH - first) / (len(columns) - 1 or 1))] * (len(columns) - 1)])
    _say(document, "{%p endif %}")


def _proof(document: Doc, words: dict[str, str]) -> None:
    """How the paper is checked: the code as a picture and in signs."""
    table = document.add_table(rows=1, cols=2)
    picture, said = table.rows[0].cells
    _say(picture, "{{ check_qr }}", first=True)
    _say(said, f"{words['check_code']}：{{{{ check_code }}}}", size=10.5, first=True)
    _say(said, f"{words['check_address']}：{{{{ check_address }}}}", size=10.5)
    _say(said, f"{words['printed_on']}：{{{{ printed_on }}}}", size=10.5)
    _widths(table, [Mm(32), WIDTH - Mm(32)])


def _row(table: Table) -> tuple[_Cell, ...]:
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    return tuple(row.cells)


def _tag(field: dict[str, Any]) -> str:
    return f"{{{{ {field['name']} }}}}"


def _say(
    place: Doc | _Cell,
    text: str,
    *,
    size: float = 12,
    align: WD_ALIGN_PARAGRAPH | None = None,
    head: bool = False,
    before: float = 0,
    after: float = 4,
    first: bool = False,
) -> Paragraph:
    """Write a paragraph; ``first`` into the empty one that a cell has already."""
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), head
    _font(run, HEADS if head else WORDS)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def _widths(table: Table, widths: list[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _repeat(table: Table) -> None:
    """Let the head of a long table stand on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way


def _page_numbers(document: Doc) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = CENTRE
    for word in ("PAGE", "NUMPAGES"):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), word)
        paragraph._p.append(field)  # noqa: SLF001 - the same
        if word == "PAGE":
            paragraph.add_run(" / ")
