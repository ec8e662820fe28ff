"""Questions as plain values for a page: what the macros of ``ui/fields.html`` read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from linli.forms.tables import input_name, rows_typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field
    from linli.forms.form import Form
    from linli.kit.words import Words

BLANK_ROWS = 2
"""Rows that stand empty below those that are filled in."""


def page_fields(
    form: Form, *, typed: Mapping[str, Any], errors: Mapping[str, Words], asking: Any = None
) -> list[dict[str, Any]]:
    """Every question of ``form``: as it is asked, as it was answered, what is wrong with it."""
    return [page_field(form, asked, typed, errors, asking) for asked in form.fields]


def page_field(
    form: Form, asked: Field, typed: Mapping[str, Any], errors: Mapping[str, Words], asking: Any = None
) -> dict[str, Any]:
    """One of them."""
    told: dict[str, Any] = {
        "name": asked.name,
        "label": asked.label,
        "kind": asked.kind,
        "help": _help(asked),
        "required": asked.required and asked.only_if is None,
        "maxlength": asked.most,
        "choices": asked.options(asking),
        "value": _value(typed[asked.name] if asked.name in typed else _known(asked, asking)),
        "error": errors.get(asked.name, ""),
        "unit": asked.unit,
    }
    told |= {name: _bound(bound, asking) for name, bound in (("min", asked.least), ("max", asked.greatest))}
    if asked.only_if:
        told["only_if"] = {"name": asked.only_if.name, "codes": sorted(asked.only_if.codes), "words": _if(form, asked)}
    if asked.kind == "table":
        told["rows"] = _rows(asked, typed, errors, asking)
    return told


def _rows(
    asked: Field, typed: Mapping[str, Any], errors: Mapping[str, Words], asking: Any
) -> list[list[dict[str, Any]]]:
    rows = rows_typed(asked, typed)
    rows = (rows + [{}] * BLANK_ROWS)[: max(asked.rows, len(rows))]
    return [
        [
            page_field(asked.of, each, row, {each.name: errors.get(input_name(asked, number, each.name), "")}, asking)
            | {"name": input_name(asked, number, each.name), "required": False}
            for each in asked.of.fields
        ]
        for number, row in enumerate(rows)
    ]


def _known(asked: Field, asking: Any) -> str:
    return asked.known(asking) if asked.known and asking is not None else ""


def _value(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _help(asked: Field) -> str:
    parts = [asked.help, asked.because]
    if asked.example:
        parts.append(gettext("例如：%(example)s") % {"example": asked.example})
    return " ".join(str(part) for part in parts if part)


def _bound(bound: Any, asking: Any) -> str:
    value = bound(asking) if callable(bound) else bound
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _if(form: Form, asked: Field) -> str:
    """On which answer the question depends, in words."""
    condition = asked.only_if
    earlier = next((each for each in form.fields if condition and each.name == condition.name), None)
    if condition is None or earlier is None:  # asked on an earlier screen, which led here
        return ""
    words = [str(earlier.words_for(code)) for code in sorted(condition.codes)]
    return f"{str(earlier.label).rstrip('？?')} {' / '.join(word for word in words if word)}".strip()
