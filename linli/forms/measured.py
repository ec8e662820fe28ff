"""Answers that are measured: a number in a unit, a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.forms.own_words import NEEDED, one_line
from linli.forms.values import Kind, Read
from linli.kit.spelled_dates import day_in
from linli.ui.dates import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field
    from linli.forms.values import Value
    from linli.kit.words import Words

PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")


def _read_number(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    """A whole number as int; with decimals as str in plain digits, so that no float ever rounds it."""
    text = one_line(asked, typed)
    if not text:
        return Read("", NEEDED if asked.required else "")
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("，", "").replace(" ", "")
    unit = str(asked.unit)
    plain = plain.removesuffix(unit) if unit else plain
    number = _decimal(plain, asked.decimals)
    if number is None:
        return Read(text, _number_words(asked))
    if fault := _outside(number, *_bounds(asked, asking)):
        return Read(text, fault)
    return Read(f"{number:.{asked.decimals}f}" if asked.decimals else int(number))


def _decimal(text: str, decimals: int) -> Decimal | None:
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number == round(number, decimals) else None


def _number_words(asked: Field) -> Words:
    if asked.decimals:
        return _("请填数字，小数最多 %(decimals)s 位。") % {"decimals": asked.decimals}
    return _("请填整数。")


def _read_date(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    """A day as ``YYYY-MM-DD``, however it was written."""
    text = one_line(asked, typed)
    if not text:
        return Read("", NEEDED if asked.required else "")
    found = day_in(text, year=timezone.localdate().year)
    if found is None:
        return Read(text, _("日期看不明白，请写成 2026-06-01 这样。"))
    fault = _outside(found, *_bounds(asked, asking))
    return Read(text if fault else found.isoformat(), fault)


def _bounds(asked: Field, asking: Any) -> tuple[Any, Any]:
    return tuple(bound(asking) if callable(bound) else bound for bound in (asked.least, asked.greatest))  # type: ignore[return-value]


def _outside(value: Any, least: Any, greatest: Any) -> Words:
    """What is wrong with a number or a day beyond its bounds, '' for nothing."""
    is_day = isinstance(value, date)
    if least is not None and value < least:
        return (_("不能早于 %(day)s。") % {"day": least}) if is_day else _("不能小于 %(least)s。") % {"least": least}
    if greatest is not None and value > greatest:
        return (
            (_("不能晚于 %(day)s。") % {"day": greatest}) if is_day else _("不能大于 %(most)s。") % {"most": greatest}
        )
    return ""


def _number_schema(asked: Field) -> dict[str, Any]:
    if asked.decimals:
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,15}}\.[0-9]{{{asked.decimals}}}$"}
    bounds = {"minimum": asked.least, "maximum": asked.greatest}
    return {"type": "integer", **{key: value for key, value in bounds.items() if isinstance(value, int)}}


def _date_words(_asked: Field, value: Value) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


NUMBER = Kind(
    _read_number,
    lambda asked, value: f"{value} {asked.unit}".strip() if value != "" else "",
    _number_schema,
    structured=True,
)
DATE = Kind(_read_date, _date_words, lambda _asked: {"type": "string", "format": "date"})
