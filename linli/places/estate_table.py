"""A spreadsheet of estates, yards, buildings and units: which columns are understood, and what one row says."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kit import tables
from linli.kit.refusals import LeftOut, sort_columns
from linli.kit.refused import Refused
from linli.kit.spreadsheets import MOST_BYTES, Spreadsheet, read_spreadsheet, remarks
from linli.kit.tables import Table
from linli.places.estates import ENTRUSTED, HYBRID, NAME_LENGTH, SELF

if TYPE_CHECKING:
    from linli.kit.words import Words

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "EstateRow",
    "EstateTable",
    "RowError",
    "read_table",
    "read_to_keep",
    "understand",
    "understand_kept",
]

COLUMNS: dict[str, tuple[str, ...]] = {
    "estate": ("小区", "小区名称", "estate"),
    "mode": ("管理模式", "管理方式", "mode"),
    "yard": ("院落", "院落名称", "楼院", "yard"),
    "building": ("楼栋", "楼栋名称", "楼栋号", "楼号", "building"),
    "unit": ("单元", "单元号", "unit"),
    "grid": ("网格", "基础网格", "网格名称", "网格编码", "grid"),
    "special": ("专属网格", "special grid"),
    "block": ("街区", "街区名称", "block"),
    "block_code": ("街区编码", "block code"),
}
MODES = {
    HYBRID: ("混合管理", "混合", "1+3+n", "hybrid"),
    ENTRUSTED: ("完全托管", "托管", "entrusted"),
    SELF: ("自行管理", "自管", "self"),
}
NEEDED = ("estate", "yard", "building")
NAMES = ("estate", "yard", "building", "unit", "block")
BLOCK_CODE = re.compile(r"[A-Za-z0-9]{1,15}", re.ASCII)
LIKE_A_PHONE = re.compile(r"\d{7,}", re.ASCII)
HELP: dict[str, Words] = {
    "estate": gettext_lazy("小区的名字；不在小区里的楼不用写"),
    "mode": gettext_lazy("混合管理、完全托管、自行管理，三选一"),
    "yard": gettext_lazy("院落或楼院的名字；可以没有小区"),
    "building": gettext_lazy("一行一栋，或一行一个单元；3、三栋、3号楼是同一栋"),
    "unit": gettext_lazy("单元号或名称"),
    "grid": gettext_lazy("基础网格的名称、编号或 15 位编码；网格要先画好"),
    "special": gettext_lazy("学校、市场等专属网格"),
    "block": gettext_lazy("街区的名字"),
    "block_code": gettext_lazy("新街区才要写，15 位以内的字母和数字"),
}
"""What to write in each column, for whoever fills the table in."""
TABLE = tables.declare(
    Table("places.estates", "in", "places", tuple(word for words in COLUMNS.values() for word in words))
)


@dataclass(frozen=True, slots=True)
class EstateRow:
    """What one row says; '' where it says nothing."""

    line: int
    estate: str = ""
    mode: str = ""
    yard: str = ""
    building: str = ""
    unit: str = ""
    grid: str = ""
    special: str = ""
    block: str = ""
    block_code: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that does not go in: its line and why, in words."""

    line: int
    reason: str


@dataclass(slots=True)
class EstateTable:
    """The rows that can be understood, those that cannot, and the columns that were left out or are unknown.

    ``header`` and ``cells`` (by line) hold the columns that were read, as written; ``remarks`` say what was not read as it
    stands: formulas, hidden sheets.
    """

    rows: list[EstateRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    cells: dict[int, list[str]] = field(default_factory=dict)
    remarks: list[Words] = field(default_factory=list)


def read_table(content: bytes, *, name: str) -> EstateTable:
    """Read a file that was called ``name``; Refused as `read_spreadsheet` and `understand` say."""
    sheet = read_spreadsheet(content, name=name)
    table = understand(sheet)
    table.remarks = remarks(sheet)
    return table


def read_to_keep(content: bytes, *, name: str) -> dict[str, Any]:
    """Read a file as what may be kept of it, for `understand_kept`; Refused as `read_table` says.

    Every column that has no place or is not understood is empty; its header stays, so that it can be told.
    """
    sheet = read_spreadsheet(content, name=name)
    understand(sheet)
    header = sheet.rows[0][1]
    kept, _left_out = sort_columns(header, about="places")
    used = {column for column in kept if _column(header[column])}
    rows = [
        (line, [cell if column in used else "" for column, cell in enumerate(cells)]) for line, cells in sheet.rows[1:]
    ]
    return asdict(replace(sheet, rows=[sheet.rows[0], *rows]))


def understand_kept(kept: dict[str, Any]) -> EstateTable:
    """Understand what was kept of a file."""
    rows = [(int(line), list(cells)) for line, cells in kept["rows"]]
    sheet = Spreadsheet(**kept | {"rows": rows})
    table = understand(sheet)
    table.remarks = remarks(sheet)
    return table


def understand(sheet: Spreadsheet) -> EstateTable:
    """Read the rows below the header; Refused (``no_columns``, ``column_twice``) where the header says nothing of use."""
    header = sheet.rows[0][1] if sheet.rows else []
    kept, left_out = sort_columns(header, about="places")
    table = EstateTable(left_out=[each for each in left_out if each.header.strip()])
    places: dict[str, int] = {}
    for column in kept:
        name = _column(header[column])
        if name in places:
            raise Refused("column_twice", gettext_lazy("有两列的意思一样，不知道该读哪一列。"), advice=header[column])
        if name:
            places[name] = column
        elif header[column].strip():
            table.unknown.append(header[column].strip())
    if not set(NEEDED) & set(places):
        raise Refused(
            "no_columns",
            _("第一行没有这些列中的任何一列：%(columns)s。")
            % {"columns": "、".join(COLUMNS[name][0] for name in NEEDED)},
            advice=gettext_lazy("请把列名写在第一行再试。"),
        )
    read = sorted(places.values())
    table.header = [header[column] for column in read]
    for line, cells in sheet.rows[1:]:
        table.cells[line] = [cells[column] if column < len(cells) else "" for column in read]
        told = {name: _cell(cells, column) for name, column in places.items()}
        if not any(told.values()):
            continue
        told["mode"] = _mode(told.get("mode", ""))
        row = EstateRow(line, **told)
        if reason := _wrong(row):
            table.errors.append(RowError(line, reason))
        else:
            table.rows.append(row)
    return table


def _cell(cells: list[str], column: int) -> str:
    return unicodedata.normalize("NFKC", cells[column]).strip() if column < len(cells) else ""


def _column(header: str) -> str:
    told = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", header)).strip().lower()
    if not told.isascii():
        told = told.replace(" ", "")
    told = re.sub(r"\([^()]*\)$", "", told.rstrip("*:")).strip("*: ")
    return next((name for name, words in COLUMNS.items() if told in words), "")


def _mode(text: str) -> str:
    told = re.sub(r"[\s\"“”]+", "", unicodedata.normalize("NFKC", text)).lower()
    return next((mode for mode, words in MODES.items() if told and any(word in told for word in words)), text)


def _wrong(row: EstateRow) -> str:
    """Say what is wrong with a row by itself, '' where nothing is."""
    reasons = (_wrong_name(getattr(row, name)) for name in NAMES)
    return next(filter(None, reasons), "") or _wrong_together(row)


def _wrong_together(row: EstateRow) -> str:
    if not (row.estate or row.yard or row.building):
        return _("没有写小区、院落或楼栋")
    if row.mode and row.mode not in MODES:
        return _("管理模式只能是：%(modes)s") % {"modes": "、".join(words[0] for words in MODES.values())}
    if row.mode and not row.estate:
        return _("写了管理模式，没有写小区")
    if row.block_code and not BLOCK_CODE.fullmatch(row.block_code):
        return _("街区编码只能是 15 位以内的字母和数字")
    if (row.unit or row.grid or row.special or row.block) and not row.building:
        return _("写了单元、网格或街区，没有写楼栋")
    return ""


def _wrong_name(name: str) -> str:
    if len(name) > NAME_LENGTH:
        return _("名称超过 %(most)s 个字") % {"most": NAME_LENGTH}
    if any(unicodedata.category(sign).startswith("C") for sign in name):
        return _("名称里有看不见的字符")
    if LIKE_A_PHONE.search(name):
        return _("名称里像是电话或证件号码")
    return ""
