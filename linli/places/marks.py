"""What tells a building or a unit apart, however it is written: 三号楼, 3栋 and ３幢 are all 3."""

from __future__ import annotations

import re
import unicodedata

DIGITS = "零一二三四五六七八九"
SAME = str.maketrans(
    {"〇": "零", "两": "二", "○": "零", "＃": "#", "—": "-", "–": "-", "－": "-", "～": "-", "~": "-", "至": "-"}
)
NUMERAL = r"[零一二三四五六七八九十百]{1,7}"
NUMBER = rf"(?:[甲乙丙丁]|[A-Za-z]?\d{{1,4}}[A-Za-z]?|[A-Za-z]|{NUMERAL})"
BUILDING = r"(?:号楼|号栋|栋楼|栋|幢|座|#楼|#)"
UNIT = r"(?:单元|门|#)"
KINDS = ("", "号楼", "号栋", "栋楼", "栋", "幢", "座", "#楼", "#", "号")
MOST_IN_WORDS = 100
_BUILDING = re.compile(rf"第?({NUMBER})(?:{BUILDING}|号)?", re.ASCII)
_ENDS_WITH_BUILDING = re.compile(rf"(?<![A-Za-z\d甲乙丙丁-])(第?{NUMBER}{BUILDING})$", re.ASCII)
_UNIT = re.compile(rf"第?({NUMBER})(?:{UNIT})?", re.ASCII)


def plain(text: str) -> str:
    """Bring a text to one form: half width, no blanks, one kind of dash."""
    folded = unicodedata.normalize("NFKC", text.translate(SAME)).translate(SAME)
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff]+", "", folded)


def number_of(text: str) -> str:
    """Write a number in digits and upper case: 十二 is 12, 007 is 7, a3 is A3."""
    if re.fullmatch(NUMERAL, text):
        return str(_value(text))
    return re.sub(r"\d+", lambda found: str(int(found[0])), text.upper())


def building_mark(name: str) -> str:
    """Give what tells a building apart among its neighbours; a name without number stands for itself."""
    return _mark(_BUILDING, name)


def is_numbered(name: str) -> bool:
    """Whether a building is called by a number alone: 3号楼, A座."""
    return _BUILDING.fullmatch(plain(name)) is not None


def unit_mark(name: str) -> str:
    """Give what tells a unit apart within its building."""
    return _mark(_UNIT, name)


def spellings(word: str) -> list[str]:
    """Give the names that a building called ``word`` may stand under: 三号楼 for 3栋 too. Nothing where it is no number."""
    found = _BUILDING.fullmatch(plain(word))
    if found is None:
        return []
    mark = number_of(found[1])
    numbers = [mark, _in_words(int(mark))] if mark.isdigit() else [mark]
    return [f"{number}{kind}" for number in filter(None, numbers) for kind in KINDS]


def in_parts(words: str) -> list[str]:
    """Cut words where they are cut, and before a building's number at their end: 春柳小区3号楼 is 春柳小区 and 3号楼."""
    return [part for word in words.split() for part in _ENDS_WITH_BUILDING.sub(r" \1", plain(word)).split()]


def _in_words(number: int) -> str:
    """Write a number up to 99 as people say it; '' for a larger one."""
    if number >= MOST_IN_WORDS:
        return ""
    tens, ones = divmod(number, 10)
    said = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return said + (DIGITS[ones] if ones or not tens else "")


def _mark(rule: re.Pattern[str], name: str) -> str:
    text = plain(name)
    found = rule.fullmatch(text)
    return number_of(found[1]) if found else text.upper()


def _value(text: str) -> int:
    """Read Chinese numerals up to 999; what only lists digits (二零三) is read digit by digit."""
    if "十" not in text and "百" not in text:
        return int("".join(str(DIGITS.index(sign)) for sign in text))
    hundreds, _sign, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = (_digits(hundreds) or 1) * 100 if "百" in text else 0
    if ten:
        value += (_digits(tens) or 1) * 10
    return value + _digits(ones)


def _digits(text: str) -> int:
    signs = "".join(str(DIGITS.index(sign)) for sign in text if sign in DIGITS)
    return int(signs) if signs else 0
