"""Phone numbers as people write them, brought to one form."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused

DRESSING = re.compile(r"[\s()（）·.\-\u2010-\u2015]+")
CHINA = re.compile(r"^(?:\+|00)86(?=[01])")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[1-9][0-9]{8,10}")
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
LONGEST = 40  # as written, with spaces and dashes


def normal_phone(text: str) -> str:
    """Return 13812341234, 09312345678 (area code and number) or +85291234567; '' for an empty text.

    Raises Refused (``phone_unclear``) for anything else: a number that nobody can call helps nobody.
    """
    number = CHINA.sub("", DRESSING.sub("", unicodedata.normalize("NFKC", text[: LONGEST + 1])))
    if not number and len(text) <= LONGEST:
        return ""
    number = re.sub(r"^00(?=[1-9])", "+", number)
    known = any(form.fullmatch(number) for form in (MOBILE, LANDLINE, ABROAD))
    if len(text) > LONGEST or not known or number.startswith("+86"):
        raise Refused(
            "phone_unclear",
            _("这个电话号码看不明白。"),
            advice=_("请填 11 位手机号，座机请带区号。"),
            field="phone",
        )
    return number
