"""A form as columns of a spreadsheet: the blank table to hand out, and what came back in its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.forms.choosing import YES
from linli.kit.cells import workbook
from linli.kit.ledger_sheets import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from linli.forms.fields import Field
    from linli.forms.form import Form

TICKED = YES | {"是", "有", "√", "✓", "☑", "y", "同意", "已同意"}
OF_KIND = {"tel": ("电话", "手机", "手机号", "联系方式"), "name": ("姓名", "称呼")}
"""What columns of a kind are called, whatever the form."""


def columns_of(form: Form) -> list[Field]:
    """The questions that a row can answer: all but tables, which are rows themselves."""
    return [asked for asked in form.fields if asked.kind != "table"]


def header(asked: Field) -> str:
    """What stands above its column."""
    return str(asked.label).rstrip("？?")


def other_names(asked: Field) -> list[str]:
    """What else may stand above it, in tables that others keep."""
    return list(dict.fromkeys([*asked.also, *OF_KIND.get(asked.kind, ())]))


def example(asked: Field) -> str:
    """What stands in the first row of the blank table, to be written over."""
    if asked.example:
        return str(asked.example)
    if asked.kind in {"choice", "several"} and not callable(asked.choices) and asked.choices:
        return str(asked.choices[0][1])
    return {"flag": _("是"), "date": "2026-06-01", "number": "1"}.get(asked.kind, "")


def blank(form: Form, *, title: str) -> bytes:
    """The table to fill in, as .xlsx: a header and one example row."""
    columns = columns_of(form)
    return workbook([header(asked) for asked in columns], [[example(asked) for asked in columns]], title=title)


def matched(form: Form, headers: Sequence[str]) -> dict[str, int]:
    """Which column (from 0) answers which question: the best fit first, each column once. A proposal, for a person to change.

    A header of several levels is joined by `BETWEEN`; its last level may be the name as well.
    """
    fits = [
        (-fit, order, place, asked.name)
        for order, asked in enumerate(columns_of(form))
        for place, given in enumerate(headers)
        if (fit := _fit(given, _names(asked)))
    ]
    found: dict[str, int] = {}
    for _worth, _order, place, name in sorted(fits):
        if name not in found and place not in found.values():
            found[name] = place
    return found


def is_known(form: Form) -> Callable[[str], bool]:
    """Whether a header fits any question of the form."""
    names = [name for asked in columns_of(form) for name in _names(asked)]
    return lambda header: _fit(header, names) > 0


def typed_row(form: Form, cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, Any]:
    """A row as somebody would have typed it into the form: words of choices as their codes, 是 and 否 as flags."""
    typed: dict[str, Any] = {}
    for asked in columns_of(form):
        place = columns.get(asked.name)
        text = cells[place].strip() if place is not None and place < len(cells) else ""
        typed[asked.name] = _typed(asked, text)
    return typed


def _typed(asked: Field, text: str) -> Any:
    if asked.kind == "flag":
        return text.lower() in TICKED
    if asked.kind == "choice":
        return _code(asked, text)
    if asked.kind == "several":
        parts = text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
        return [_code(asked, part.strip()) for part in parts if part.strip()]
    return text


def _code(asked: Field, text: str) -> str:
    """The code whose words were written; a text that is none stays, so that the check says so."""
    if not text or text in asked.written:
        return asked.written.get(text, text)
    written = _plain(text)
    return next((code for words, code in asked.written.items() if _plain(words) == written), text)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _names(asked: Field) -> list[str]:
    """What its column may be called, by letters and digits alone."""
    spoken = [asked.name, *asked.labels, *other_names(asked)]
    return [_plain(name) for name in spoken]


def _fit(given: str, names: Sequence[str]) -> float:
    """How well a header fits: 0 not at all, 3 it is the name, 2 its last level is, below 1 by how much they share."""
    whole, last = _plain(given), _plain(given.rpartition(BETWEEN)[2])
    if not whole:
        return 0
    if whole in names or last in names:
        return 3 if whole in names else 2
    shared = [len(name) / len(whole) for name in names if len(name) > 1 and name in whole]
    shared += [len(whole) / len(name) / 2 for name in names if len(whole) > 1 and whole in name]
    return min(max(shared, default=0), 1)
