"""What is kept of a table while it waits: the rows of its sheets without the columns that have no place or no use."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.forms.columns import is_known
from linli.kit import tables
from linli.kit.id_numbers import SHAPE
from linli.kit.ledger_sheets import read_ledger
from linli.kit.never_kept import REFUSALS
from linli.kit.refusals import refused_column
from linli.kit.refused import Refused
from linli.kit.spreadsheets import read_book, told_formulas, told_hidden

if TYPE_CHECKING:
    from linli.cases.bulk.declared import Bulk
    from linli.kit.ledger_sheets import LedgerSheet
    from linli.kit.refusals import Refusal

__all__ = ["Kept", "Sheet", "read_to_keep", "tables", "told_formulas", "told_hidden"]

MOST_LINES = 5000
"""Rows of a file: so many are looked through in a moment, and come in within a minute or two."""
LONGEST_ASIDE = 60
NUMBERS = ("身份证", "证件号", "银行卡", "卡号", "账号", "户名")
"""Columns of numbers by which somebody is known to offices and banks: only a form that asks for one gets it."""
NEEDLESS = "needless"


@dataclass(slots=True)
class Sheet:
    """One sheet with a table: header and letter of each column that is kept, and its rows as (line, cells).

    ``asides`` are rows that are none, as (line, why, text); ``left_out`` columns as (header, code of the reason).
    """

    name: str
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    asides: list[tuple[int, str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    year: int | None = None
    blind: bool = False


@dataclass(slots=True)
class Kept:
    """A file: its name, its sheets, and what was not read of it."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    without_table: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The columns of all sheets by their names, each once."""
        return list(dict.fromkeys(name for sheet in self.sheets for name in sheet.header))

    def told(self) -> dict[str, Any]:
        """As it is written down."""
        return asdict(self)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Kept:
        """The opposite of `told`."""
        return cls(**told | {"sheets": [Sheet(**each) for each in told["sheets"]]})


def read_to_keep(content: bytes, *, name: str, bulk: Bulk) -> Kept:
    """Read a file that was called ``name``. Refused as `read_book` says, ``no_table`` where no sheet has one, ``too_many_rows``."""
    book = read_book(content, name=name)
    kept = Kept(name[:80], hidden=book.hidden, unread=book.unread)
    for grid in book.grids:
        sheet = read_ledger(grid, known=is_known(bulk.columns))
        if sheet is None:
            kept.without_table += [grid.name] if any(map(any, grid.cells)) else []
            continue
        several = f"{grid.name}!" if len(book.grids) > 1 else ""
        kept.formulas += [f"{several}{cell}" for cell in grid.formulas]
        kept.sheets.append(_keep(sheet, bulk))
    if not kept.header:
        raise Refused(
            "no_table",
            _("没有找到列名，不知道哪一列是什么。"),
            advice=_("列名要各占一格，比如“姓名”“联系电话”“登记时间”。隐藏的行列不读。"),
        )
    if sum(len(sheet.lines) for sheet in kept.sheets) > MOST_LINES:
        most = {"most": MOST_LINES}
        raise Refused("too_many_rows", _("一次最多收 %(most)s 行，这张表更长。") % most, advice=_("请分成几张表再传。"))
    return kept


def reason(code: str) -> Refusal | None:
    """Why a column was left out, None where the form has no use for it."""
    return next((refusal for refusal in REFUSALS if refusal.code == code), None)


def _keep(sheet: LedgerSheet, bulk: Bulk) -> Sheet:
    used: list[int] = []
    kept = Sheet(sheet.name, hidden_columns=sheet.hidden_columns, year=sheet.year, blind=sheet.blind)
    for at, header in enumerate(sheet.header):
        if at == sheet.serial:
            continue
        if not header:
            kept.nameless.append(sheet.columns[at])
        elif why := _no_place(header, [line.cells[at] for line in sheet.lines], bulk):
            kept.left_out.append((header, why))
        else:
            used.append(at)
    kept.header = [sheet.header[at] for at in used]
    kept.columns = [sheet.columns[at] for at in used]
    kept.lines = [(line.number, cells) for line in sheet.lines if any(cells := [line.cells[at] for at in used])]
    kept.asides = [(each.number, each.why, each.text[:LONGEST_ASIDE]) for each in sheet.asides]
    return kept


def _no_place(header: str, cells: list[str], bulk: Bulk) -> str:
    """Why a column is not kept, '' where it is: the code of the refusal, or that nobody asks for it."""
    if refusal := refused_column(header, about="people"):
        return refusal.code
    if any(asked.kind == "id_number" for asked in bulk.columns.fields):
        return ""
    is_number = any(word in header for word in NUMBERS) or any(SHAPE.fullmatch(cell.upper()) for cell in cells)
    return NEEDLESS if is_number else ""
