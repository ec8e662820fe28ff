"""How far from today a day may lie that is arranged at a post: what lies beyond is a slip of the pen (settings)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kit.refused import Refused
from linli.kit.spelled_dates import day_in

if TYPE_CHECKING:
    from datetime import date


def earliest() -> date:
    """The first day that may be named."""
    return timezone.localdate() - timedelta(days=settings.LINLI_ARRANGE_DAYS_BACK)


def latest() -> date:
    """The last one."""
    return timezone.localdate() + timedelta(days=settings.LINLI_ARRANGE_DAYS_AHEAD)


def day_typed(text: str) -> date:
    """The day that somebody wrote; Refused (``day_unclear``, ``day_too_far``)."""
    day = day_in(text, year=timezone.localdate().year)
    if day is None:
        raise Refused("day_unclear", _("日期看不明白，请写成 2026-06-01 这样。"))
    if not earliest() <= day <= latest():
        raise Refused(
            "day_too_far",
            _("日期太远了：%(day)s。") % {"day": day},
            advice=_("要在 %(earliest)s 和 %(latest)s 之间。") % {"earliest": earliest(), "latest": latest()},
        )
    return day
