"""Answers that come several times: rows of the same questions, such as one for each party."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.forms.own_words import NEEDED
from linli.forms.values import Kind, Read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field
    from linli.forms.values import Value
    from linli.kit.words import Words


def input_name(asked: Field, row: int, column: str) -> str:
    """What the input of a row (from 0) and column is called in a browser."""
    return f"{asked.name}-{row}-{column}"


def cell_in(asked: Field, name: str) -> re.Match[str] | None:
    """Row and column (groups 1 and 2) of an input of this table, None where it is none."""
    return re.fullmatch(rf"{re.escape(asked.name)}-(\d{{1,3}})-(\w+)", name)


def rows_typed(asked: Field, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were typed, empty ones in between included, none after the last that says something."""
    given = typed.get(asked.name)
    if isinstance(given, list):
        return [row for row in given if isinstance(row, dict)]
    rows: dict[int, dict[str, Any]] = {}
    for name, value in typed.items():
        if value and (found := cell_in(asked, name)):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows.get(number, {}) for number in range(max(rows, default=-1) + 1)]


def _read(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    rows: list[dict[str, Any]] = []
    faults: dict[str, Words] = {}
    for number, row in enumerate(rows_typed(asked, typed)):
        if not any(row.values()):
            continue
        checked = asked.of.check(row, asking)
        faults |= {input_name(asked, number, column): words for column, words in checked.errors.items()}
        rows.append(checked.values)
    if asked.required and not rows:
        return Read([], NEEDED)
    if len(rows) > asked.rows:
        return Read(rows, _("最多 %(most)s 行，现在 %(now)s 行。") % {"most": asked.rows, "now": len(rows)})
    return Read(rows, _("有几处要改，见下面。") if faults else "", faults)


def _words(asked: Field, value: Value) -> str:
    if not isinstance(value, list):
        return str(value)
    return "\n".join(_row_words(asked, row) for row in value if isinstance(row, dict))


def _row_words(asked: Field, row: Mapping[str, Any]) -> str:
    told = [(each, each.shown(row.get(each.name, ""))) for each in asked.of.fields]
    return gettext("，").join(f"{str(each.label).rstrip('？?')} {words}" for each, words in told if words)


def _hidden(asked: Field, value: Value) -> Value:
    """The same rows with what tells who somebody is masked."""
    if not isinstance(value, list):
        return value
    columns = {each.name: each for each in asked.of.fields}
    return [
        {name: columns[name].hidden(cell) if name in columns else cell for name, cell in row.items()}
        for row in value
        if isinstance(row, dict)
    ]


def _schema(asked: Field) -> dict[str, Any]:
    return {"type": "array", "items": asked.of.schema(), "maxItems": asked.rows}


TABLE = Kind(_read, _words, _schema, hide=_hidden, empty=[], structured=True)
