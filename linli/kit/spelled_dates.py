"""Days as people write them into forms and tables: 2026-6-1, 2026年6月1日, 6月1日, 二〇二六年六月一日, 20260601, 46174."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

DIGITS = "〇一二三四五六七八九"
SAME = str.maketrans({"零": "〇", "○": "〇", "元": "一", "号": "日", "/": "-", ".": "-", "。": "-", "、": "-"})
TENS = re.compile(r"([一二三])?十([一二三四五六七八九])?")
TIME = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?$")
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>\d{4}|\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日?",
        r"(?P<year>\d{4}|\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日?",
        r"(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    )
)
SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a workbook's dates, as they count it from March 1900 on."""
CENTURY = 2000


def day_in(text: str, *, year: int | None = None) -> date | None:
    """Return the day that ``text`` writes, None where it is none. ``year`` stands in where none was written.

    A time of day and a weekday after it are left aside; two digits of a year are of this century.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if SERIAL.fullmatch(plain):
        return SERIAL_ZERO + timedelta(days=int(float(plain)))
    plain = re.sub(r"\s+", "", WEEKDAY.sub("", TIME.sub("", plain).strip())).translate(SAME).rstrip("-")
    plain = _in_digits(plain)
    for shape in SHAPES:
        if found := shape.fullmatch(plain):
            return _day(found.groupdict(), year)
    return None


def _in_digits(text: str) -> str:
    with_tens = TENS.sub(lambda found: str(10 * _digit(found[1], 1) + _digit(found[2], 0)), text)
    return "".join(str(DIGITS.index(sign)) if sign in DIGITS else sign for sign in with_tens)


def _digit(sign: str | None, otherwise: int) -> int:
    return DIGITS.index(sign) if sign else otherwise


def _day(parts: dict[str, str | None], year: int | None) -> date | None:
    written = parts.get("year")
    stands = int(written) if written else year
    if stands is None:
        return None
    try:
        return date(stands if stands > 99 else CENTURY + stands, int(parts["month"] or 0), int(parts["day"] or 0))  # noqa: PLR2004 - two digits of a year
    except ValueError:
        return None
