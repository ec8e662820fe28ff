"""A form as columns of a spreadsheet: the blank table to hand out, and what came back in its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.forms.choosing import YES
from linli.kit.cells import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linli.forms.fields import Field
    from linli.forms.form import Form

TICKED = YES | {"是", "有", "√", "✓", "☑", "y"}


def columns_of(form: Form) -> list[Field]:
    """The questions that a row can answer: all but tables, which are rows themselves."""
    return [asked for asked in form.fields if asked.kind != "table"]


def header(asked: Field) -> str:
    """What stands above its column."""
    return str(asked.label).rstrip("？?")


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
    """Which column (from 0) answers which question, by its name, its header, or one that contains the other."""
    found: dict[str, int] = {}
    plain = [_plain(each) for each in headers]
    for exact in (True, False):
        for asked in columns_of(form):
            names = [_plain(asked.name), _plain(header(asked))]
            free = [place for place in range(len(plain)) if plain[place] and place not in found.values()]
            fits = [place for place in free if _fits(plain[place], names, exact=exact)]
            if asked.name not in found and fits:
                found[asked.name] = fits[0]
    return found


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
    for code, words in () if callable(asked.choices) else asked.choices:
        if _plain(text) in {_plain(code), _plain(str(words))}:
            return code
    return text


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _fits(given: str, names: Sequence[str], *, exact: bool) -> bool:
    if exact:
        return given in names
    return any(len(name) > 1 and (name in given or given in name) for name in names)
