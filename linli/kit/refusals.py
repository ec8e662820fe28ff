"""Whether a column has no place here, whatever somebody called it, and the words that say why.

Columns of spreadsheets, names of form fields and of models' fields are all asked the same question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from linli.kit.never_kept import BASIS, REFUSALS, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BASIS", "REFUSALS", "LeftOut", "Refusal", "Subject", "refused_column", "sort_columns"]

Subject = Literal["people", "places", "answers"]
LONGEST = 200
"""Characters of a header that are looked at; nobody names a column longer."""
CHINESE = re.compile(r"[\u3400-\u9fff]")
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class LeftOut:
    """A column that is not taken in: its number counted from 0, its header as written, and the refusal."""

    column: int
    header: str
    refusal: Refusal


def refused_column(header: str, *, about: Subject = "people") -> Refusal | None:
    """The refusal that a column of this name falls under, None for a lawful one.

    ``about``: a table of places may say where a building stands, and the form of one matter may ask an age; a table of
    people may neither.
    """
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", header[:LONGEST])).strip()
    chinese, columns = _chinese(text), _column(text)
    for refusal in REFUSALS:
        rule = _rule(refusal, about)
        if any(rule.meets_chinese(part) for part in chinese) or rule.meets_column(columns):
            return refusal
    return None


def sort_columns(headers: Iterable[str], *, about: Subject = "people") -> tuple[list[int], list[LeftOut]]:
    """Sort the columns of a table: the numbers of those that are kept, and those that are left out with the reason."""
    kept: list[int] = []
    left_out: list[LeftOut] = []
    for column, header in enumerate(headers):
        if refusal := refused_column(header, about=about):
            left_out.append(LeftOut(column, header, refusal))
        else:
            kept.append(column)
    return kept, left_out


def _chinese(text: str) -> list[str]:
    """The parts between punctuation, without blanks, and the whole without either ("民 / 族" is 民族)."""
    if not CHINESE.search(text):
        return []
    parts = [re.sub(r"\s+", "", part) for part in re.split(r"[^\w\s]+", text.lower())]
    whole = re.sub(r"[\W_]+", "", text.lower())
    # Put together again, only what is then nothing else: 居民／族谱 is no 民族.
    return [*filter(None, parts), f"={whole}"]


def _column(text: str) -> str:
    """Words joined and framed by '_': riskLevel, RISK LEVEL and risk-level are all _risk_level_."""
    words = re.split(r"[^A-Za-z0-9]+", HUMP.sub("_", text))
    return f"_{'_'.join(filter(None, words)).lower()}_"


@dataclass(frozen=True)
class _Rule:
    """A refusal's names, ready to be looked for."""

    chinese: re.Pattern[str]
    column: re.Pattern[str]
    whole: frozenset[str]
    lawful: re.Pattern[str]
    lawful_column: re.Pattern[str]

    def meets_chinese(self, part: str) -> bool:
        if part.startswith("="):
            return bool(self.chinese.fullmatch(part[1:])) or part[1:] in self.whole
        return part in self.whole or bool(self.chinese.search(self.lawful.sub("·", part)))

    def meets_column(self, words: str) -> bool:
        if words[1:-1] in self.whole:
            return True
        return bool(self.column.search(self.lawful_column.sub("_", words)))


@cache
def _rule(refusal: Refusal, about: Subject) -> _Rule:
    of_people = refusal.of_people.split() if about == "people" else []
    chinese = [*refusal.headers.split(), *(one for one in of_people if CHINESE.search(one))]
    columns = [_framed(one) for one in refusal.columns.split()]
    columns += [_anchored(one) for one in of_people if not CHINESE.search(one)]
    lawful = [one for one in refusal.lawful.split() if CHINESE.search(one)]
    lawful_columns = [f"_{one}(?=_)" for one in refusal.lawful.split() if not CHINESE.search(one)]
    return _Rule(_any(chinese), _any(columns), frozenset(refusal.whole.split()), _any(lawful), _any(lawful_columns))


def _framed(words: str) -> str:
    """Whole words, glued or not, one or many: _risk_level_, _risklevels_."""
    return f"_{words.replace('_', '_?')}(?:e?s)?_"


def _anchored(pattern: str) -> str:
    """^ and $ stand for the frame."""
    return pattern.replace("^", "^_").replace("$", "_$")


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)")
