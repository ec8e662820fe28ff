"""Resident identity numbers (公民身份号码): 18 signs, the last one checks the others."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused

SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SIGNS = "10X98765432"


def normal_id_number(text: str) -> str:
    """Return the number in one form, '' for ''. Refused (``id_number_unclear``) for anything else.

    The check sign is that of GB 11643 (ISO 7064, MOD 11-2). Numbers of 15 digits are no longer in use.
    """
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        return ""
    if not SHAPE.fullmatch(number) or number[17] != check_sign(number):
        raise Refused("id_number_unclear", _("身份证号不对：请对照证件再填一遍，共 18 位。"))
    return number


def check_sign(number: str) -> str:
    """Return the eighteenth sign that belongs to the first seventeen."""
    return SIGNS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]
