"""Profiles: how long a clock runs by how urgent a case is. Practice differs by place, so each is data that a place confirms.

A matter takes one as ``{"profile": STANDARD, "confirmed": False}``; a case keeps what its matter's version said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from linli.kit.words import Words

URGENCIES: dict[str, Words] = {
    "critical": _("特急"),
    "urgent": _("紧急"),
    "normal": _("一般"),
    "hard": _("疑难"),
}

STANDARD = {"critical": {"hours": 2}, "urgent": {"hours": 24}, "normal": {"days": 7}, "hard": {"days": 15}}
"""The one that is shipped as default."""

WORKING_DAYS = {
    "critical": {"workdays": 1},
    "urgent": {"workdays": 3},
    "normal": {"workdays": 5},
    "hard": {"workdays": 15},
}
SAME_DAY = {"critical": {"days": 0}, "urgent": {"days": 3}, "normal": {"days": 7}, "hard": {"days": 15}}

PROFILES: dict[str, tuple[Words, dict[str, dict[str, int]]]] = {
    "standard": (_("默认"), STANDARD),
    "working_days": (_("按工作日"), WORKING_DAYS),
    "same_day": (_("特急当天"), SAME_DAY),
}
"""Those that are known from practice, by name: the words and the limits. No official figure holds everywhere."""
