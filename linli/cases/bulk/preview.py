"""A table that waits as plain values for the page: what was understood, row by row, and what was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.cases.bulk import kept as keeping
from linli.cases.bulk import reading
from linli.cases.bulk.reading import Chosen, beginning_of, shown
from linli.cases.clocks import reckoned
from linli.cases.models import Case
from linli.cases.opening import offered
from linli.flows.table import flow_named
from linli.forms.columns import columns_of, header
from linli.kit.ledger_sheets import ASIDES
from linli.ledger.tenant import STREET_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import QueryDict

    from linli.cases.bulk.declared import Bulk
    from linli.cases.bulk.kept import Kept, Sheet
    from linli.cases.bulk.taking import Looked
    from linli.forms.fields import Field
    from linli.kit.words import Words

COLUMN, OTHERWISE, SHEET, TODAY, READ = "q-", "else-", "sheet", "today", "read"
NONE = "-"
SHOWN = 50
ASIDE_SHOWN = 12


def chosen_in(typed: QueryDict, kept: Kept, bulk: Bulk) -> Chosen:
    """How the table is to be read by the address; as it is proposed where nothing was chosen yet."""
    start = reading.proposed(kept, bulk)
    if READ not in typed:
        return start
    head = kept.header
    columns: dict[str, str] = {}
    otherwise: dict[str, str] = {}
    for asked in columns_of(bulk.columns):
        place = typed.get(f"{COLUMN}{asked.name}", NONE)
        if place.isascii() and place.isdigit() and int(place) < len(head):
            columns[asked.name] = head[int(place)]
        if (code := typed.get(f"{OTHERWISE}{asked.name}", "")) in dict(_instead(asked)):
            otherwise[asked.name] = code
    numbers = {int(each) for each in typed.getlist(SHEET) if each.isascii() and each.isdigit() and len(each) < 4}  # noqa: PLR2004
    sheets = start.sheets & numbers if len(kept.sheets) > 1 else start.sheets
    return Chosen(frozenset(sheets), columns, otherwise, today=TODAY in typed)


def carried(chosen: Chosen, kept: Kept) -> list[tuple[str, str]]:
    """The choice as hidden inputs of the form that confirms it."""
    head = kept.header
    return [
        (READ, "1"),
        *((SHEET, str(number)) for number in sorted(chosen.sheets)),
        *((f"{COLUMN}{name}", str(head.index(column))) for name, column in chosen.columns.items()),
        *((f"{OTHERWISE}{name}", code) for name, code in chosen.otherwise.items()),
        *([(TODAY, "1")] if chosen.today else []),
    ]


def questions(chosen: Chosen, kept: Kept, bulk: Bulk) -> list[dict[str, Any]]:
    """For each question the columns that may answer it, and what an empty answer may count as."""
    head = kept.header
    columns = [(NONE, _("没有这一列")), *((str(at), name) for at, name in enumerate(head))]
    return [
        {
            "name": f"{COLUMN}{asked.name}",
            "label": header(asked),
            "columns": columns,
            "column": str(head.index(chosen.columns[asked.name])) if asked.name in chosen.columns else NONE,
            "otherwise": f"{OTHERWISE}{asked.name}",
            "codes": _instead(asked) if asked.required or asked.name in chosen.columns else [],
            "code": chosen.otherwise.get(asked.name, ""),
        }
        for asked in columns_of(bulk.columns)
    ]


def _instead(asked: Field) -> list[tuple[str, Words]]:
    """What an answer that is none of the choices may count as: one of them, or where it may stay empty, none."""
    if asked.kind != "choice":
        return []
    return [("", _("要改好再登记")), *(asked.options() if asked.required else [(reading.EMPTY, _("不要这一项"))])]


def sheets(chosen: Chosen, kept: Kept) -> list[dict[str, Any]]:
    """The sheets to choose from, where there are several."""
    return [
        {"number": number, "name": sheet.name, "rows": len(sheet.lines), "chosen": number in chosen.sheets}
        for number, sheet in enumerate(kept.sheets)
        if len(kept.sheets) > 1
    ]


def fates(looked: Looked, bulk: Bulk) -> list[tuple[str, str, int]]:
    """How many rows become what: code, words, number."""
    words = _fates(bulk)
    return [(fate, str(words[fate]), len(looked.fated(fate))) for fate in words if looked.fated(fate)]


def table(looked: Looked, bulk: Bulk, *, page: int, fate: str) -> dict[str, Any]:
    """One page of the rows, each with its answers in the columns that were chosen and what becomes of it."""
    asked = [each for each in columns_of(bulk.columns) if each.name in looked.chosen.columns]
    rows = [row for row in looked.rows if not fate or row.fate == fate]
    pages = max(1, -(-len(rows) // SHOWN))
    page = min(max(1, page), pages)
    several = len(looked.kept.sheets) > 1
    words = _fates(bulk)
    return {
        "heads": [header(each) for each in asked],
        "rows": [
            {
                "where": f"{looked.kept.sheets[row.sheet].name} {row.line}" if several else str(row.line),
                "cells": [shown(each, row.values.get(each.name)) for each in asked],
                "fate": {"word": words[row.fate], "tone": TONES[row.fate]},
                "notes": [_like(row, several, looked)] if row.same else row.errors,
            }
            for row in rows[(page - 1) * SHOWN : page * SHOWN]
        ],
        "page": page,
        "pages": pages,
        "total": len(rows),
    }


TONES = {
    reading.NEW: "new",
    reading.OVER: "done",
    reading.KNOWN: "stopped",
    reading.SAME: "stopped",
    reading.BAD: "late",
}


def _fates(bulk: Bulk) -> dict[str, Words]:
    return {
        reading.NEW: _("登记"),
        reading.OVER: bulk.finished.words if bulk.finished else "",
        reading.KNOWN: _("以前登记过"),
        reading.SAME: _("重复的行"),
        reading.BAD: _("要改"),
    }


def _like(row: reading.Row, several: bool, looked: Looked) -> str:  # noqa: FBT001 - a fact of the table
    sheet, line = row.same or (row.sheet, row.line)
    if several:
        return _("和“%(sheet)s”第 %(line)s 行一样") % {"sheet": looked.kept.sheets[sheet].name, "line": line}
    return _("和第 %(line)s 行一样") % {"line": line}


def left_out(kept: Kept) -> list[tuple[str, Words, Words]]:
    """The columns that were not read: header, what it is, why not."""
    found = dict(pair for sheet in kept.sheets for pair in sheet.left_out)
    needless = _("证件号、银行卡号")
    told = []
    for head, code in found.items():
        refusal = keeping.reason(code)
        told.append((head, refusal.what, refusal.why) if refusal else (head, needless, _("办这件事用不到，没有收。")))
    return told


def unread(kept: Kept, chosen: Chosen) -> list[Words]:
    """What else was not read as it stands, in sentences."""
    said: list[Words] = []
    if unused := [name for name in kept.header if name not in chosen.columns.values()]:
        said.append(_("没有用到的列：%(names)s。") % {"names": "、".join(unused)})
    said += [keeping.told_formulas(kept.formulas)] if kept.formulas else []
    said += [keeping.told_hidden(kept.hidden)] if kept.hidden else []
    if kept.without_table:
        said.append(_("这些工作表里没有找到列名，没有读：%(names)s。") % {"names": "、".join(kept.without_table)})
    if kept.unread:
        said.append(_("工作表太多，这些没有读：%(names)s。") % {"names": "、".join(kept.unread)})
    for sheet in kept.sheets:
        said += [f"{sheet.name}：{words}" if len(kept.sheets) > 1 else words for words in _of_sheet(sheet)]
    return said


def _of_sheet(sheet: Sheet) -> Iterable[Words]:
    if sheet.hidden_columns:
        yield _("隐藏的列没有读：%(columns)s。要读，请在表格里取消隐藏再传。") % {
            "columns": "、".join(sheet.hidden_columns)
        }
    if sheet.blind:
        yield _("看不出这个工作表里有没有隐藏的行和列，全部读了。")
    if sheet.nameless:
        yield _("没有列名的列没有读：%(columns)s。") % {"columns": "、".join(sheet.nameless)}
    for why in ASIDES:
        if lines := [line for line, each, _text in sheet.asides if each == why]:
            yield _ASIDES[why] % {"lines": _lines(lines)}


_ASIDES: dict[str, Words] = {
    "title": _("表头以上的标题：第 %(lines)s 行。"),
    "total": _("合计、小计：第 %(lines)s 行。"),
    "footer": _("填表人、备注等表尾：第 %(lines)s 行。"),
    "header": _("重复的列名：第 %(lines)s 行。"),
    "note": _("横跨整行的分类或说明：第 %(lines)s 行。"),
    "hidden": _("隐藏的行没有读：第 %(lines)s 行。要读，请在表格里取消隐藏再传。"),
    "another": _("下面另有一张列名不同的表，没有读：第 %(lines)s 行起。"),
}


def _lines(lines: list[int]) -> str:
    """Line numbers, neighbours drawn together: 3、5–9."""
    parts: list[list[int]] = []
    for line in sorted(lines):
        if parts and line == parts[-1][-1] + 1:
            parts[-1].append(line)
        else:
            parts.append([line])
    told = [f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts]
    return "、".join([*told[:ASIDE_SHOWN], *(["…"] if len(told) > ASIDE_SHOWN else [])])


def overdue(looked: Looked, bulk: Bulk, *, place: str, now: datetime) -> str:
    """Say how many cases are over their first limit on the day they come in, '' where none is. Reads the matter once."""
    days = [row.day for row in looked.fated(reading.NEW) if row.day is not None]
    over = _over(set(days), bulk, place, now)
    number = sum(1 for day in days if day in over)
    told = ngettext(
        "其中 %(num)s 件照登记日期算已经过了时限，登记后马上显示超时。",
        "其中 %(num)s 件照登记日期算已经过了时限，登记后马上显示超时。",
        number,
    )
    return told % {"num": number} if number else ""


def _over(days: set[date], bulk: Bulk, place: str, now: datetime) -> set[date]:
    if not days:
        return set()
    matter = offered(bulk.matter, place)
    limit = matter.limit(flow_named(matter.flow).begins.starts)
    return {
        day
        for day in days
        if reckoned(
            Case(
                street=place[:STREET_DIGITS],
                place=place,
                counts_from=beginning_of(day),
                span=limit.number,
                unit=limit.unit,
            )
        ).at
        <= now
    }
