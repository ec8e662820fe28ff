"""Numbers of papers: per street, paper and year, from a row that is locked, so that none is left out or given twice.

A number is taken in the transaction that prints: where that fails, it was never given.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.papers.declared import declared
from linli.papers.models import LABEL, Series

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.papers.declared import Paper

YEAR, NUMBER = "{year}", "{number}"
LONGEST = LABEL - 16
"""Signs of a pattern: a year and a number of up to ten digits still fit."""


class Number(NamedTuple):
    """A number that was given: its year, its place in the year, and how it is written."""

    year: int
    number: int
    label: str


def next_number(paper: Paper, *, street: str, at: datetime) -> Number:
    """Take the next number inside the caller's transaction. Two who open a year meet in an IntegrityError."""
    series = series_of(paper, street=street, year=timezone.localdate(at).year, lock=True)
    series.last += 1
    series.save()
    return Number(series.year, series.last, written(series.pattern, series.year, series.last))


def series_of(paper: Paper, *, street: str, year: int, lock: bool = False) -> Series:
    """The year's series; where it has none, an unsaved one with the pattern of the year before."""
    rows = Series.objects.filter(street=street, paper=paper.name)
    found = (rows.select_for_update() if lock else rows).filter(year=year).first()
    if found is not None:
        return found
    before = rows.filter(year__lt=year).order_by("-year").first()
    return Series(street=street, paper=paper.name, year=year, pattern=before.pattern if before else paper.series)


def written(pattern: str, year: int, number: int) -> str:
    """Write a number: 收件〔2026〕12号."""
    return pattern.replace(YEAR, str(year)).replace(NUMBER, str(number))


@transaction.atomic
def set_pattern(paper: Paper, pattern: str, *, street: str, by: UUID, at: datetime) -> Series:
    """Let the numbers of this year from now on be written so; the count goes on.

    Refused: ``pattern_wrong``, ``pattern_too_long``, ``pattern_taken``.
    """
    pattern = pattern.strip()
    rest = pattern.replace(YEAR, "").replace(NUMBER, "")
    if pattern.count(YEAR) != 1 or pattern.count(NUMBER) != 1 or re.search(r"[{}\d<>&]", rest):
        raise Refused(
            "pattern_wrong",
            _("{year}（年份）和 {number}（序号）要各写一次，其他地方不要写数字和花括号。"),
            advice=_("例如：收件〔{year}〕{number}号"),
            field="pattern",
        )
    if len(pattern) > LONGEST:
        raise Refused("pattern_too_long", _("太长了：最多 %(most)s 个字。") % {"most": LONGEST}, field="pattern")
    year = timezone.localdate(at).year
    others = [other for other in declared() if other.series and other.name != paper.name]
    if any(series_of(other, street=street, year=year).pattern == pattern for other in others):
        raise Refused("pattern_taken", _("另一种材料已经这样编号，会分不清。"), field="pattern")
    series = series_of(paper, street=street, year=year, lock=True)
    series.pattern, series.set_by, series.set_at = pattern, by, at
    series.save()
    return series


def same(typed: str, label: str) -> bool:
    """Whether somebody typed this number: brackets and blanks, narrow or wide, make no difference."""
    return bool(_bare(label)) and _bare(typed) == _bare(label)


def _bare(text: str) -> list[str]:
    joined = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).upper())
    parts = re.split(r"[\W_]+", joined)
    return [part for part in parts if part]
