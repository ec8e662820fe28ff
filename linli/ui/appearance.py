"""How a person's browser wants pages: size of text and colours. One cookie, never stored of anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from linli.kit.words import Words

COOKIE = "linli_appearance"
YEAR = 365 * 86400
TEXTS: dict[str, Words] = {"0": _("标准"), "1": _("大字"), "2": _("更大"), "3": _("最大")}
COLOURS: dict[str, Words] = {"auto": _("跟随设备"), "light": _("浅色"), "dark": _("深色")}
KEPT = re.compile(r"([0-3])\.(auto|light|dark)")


@dataclass(frozen=True, slots=True)
class Appearance:
    """``text`` is a key of TEXTS ('0' is not elder mode), ``colours`` one of COLOURS."""

    text: str = "0"
    colours: str = "auto"

    @property
    def is_elder(self) -> bool:
        """Whether elder mode is on."""
        return self.text != "0"

    @property
    def larger(self) -> str:
        """The next larger size, '' after the largest."""
        return str(int(self.text) + 1) if self.text < max(TEXTS) else ""

    @property
    def smaller(self) -> str:
        """The next smaller size of elder mode, '' below its smallest."""
        return str(int(self.text) - 1) if self.text > "1" else ""


def appearance_of(request: HttpRequest | None) -> Appearance:
    """What the browser asked for; an unknown value counts as none."""
    found = KEPT.fullmatch(request.COOKIES.get(COOKIE, "")) if request is not None else None
    return Appearance(found[1], found[2]) if found else Appearance()


def remember(response: HttpResponseBase, chosen: Appearance) -> None:
    """Keep the choice in the browser for a year."""
    response.set_cookie(
        COOKIE,
        f"{chosen.text}.{chosen.colours}",
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
