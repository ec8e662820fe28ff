"""What is said of a clock: how long, and what was done to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.cases.timing import extensions, pauses, reckoning, supervision
from linli.kit.working_time import Span, Unit
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.kit.words import Words

DONE: dict[str, Words] = {
    pauses.PAUSE: gettext_lazy("暂停计时"),
    pauses.RESUME: gettext_lazy("恢复计时"),
    extensions.EXTEND: gettext_lazy("延长时限"),
    supervision.URGE: gettext_lazy("催办"),
    supervision.SUPERVISE: gettext_lazy("督办"),
    supervision.LIFT: gettext_lazy("解除督办"),
    reckoning.RECOMPUTE: gettext_lazy("重新计算时限"),
    reckoning.SETTLE: gettext_lazy("时限确定了"),
}
"""The verb of each event in words."""


def length(span: Span) -> str:
    """So much time, like 5 个工作日; no days at all end with the day itself."""
    if span.unit is not Unit.HOURS and not span.number:
        return _("当天")
    words = {
        Unit.HOURS: ngettext("%(count)s 小时", "%(count)s 小时", span.number),
        Unit.DAYS: ngettext("%(count)s 天", "%(count)s 天", span.number),
        Unit.WORKDAYS: ngettext("%(count)s 个工作日", "%(count)s 个工作日", span.number),
    }
    return words[span.unit] % {"count": span.number}


def idle(number: int, unit: str) -> str:
    """What was not counted; seconds of a limit in hours are told in hours and minutes."""
    if unit != Unit.HOURS:
        return length(Span(number, Unit(unit))) if number else _("不到一天")
    hours, minutes = divmod(number // 60, 60)
    return _("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": minutes}


def told(facts: Mapping[str, Any]) -> list[str]:
    """What an event says of a clock beside the step: why it was paused, by how much it was extended, from when to when."""
    lines = []
    if paused := facts.get("pause"):
        lines.append(str(pauses.REASONS.get(paused["reason"], "")))
        if "idle" in paused:
            lines.append(_("这段时间不算：%(time)s") % {"time": idle(paused["idle"], paused["unit"])})
    if extended := facts.get("extension"):
        lines.append(_("延长 %(time)s") % {"time": length(Span(extended["by"], Unit(extended["unit"])))})
    if moved := facts.get("moved"):
        days = {name: dates.until(datetime.fromisoformat(moved[name])) for name in ("from", "to")}
        same = days["from"] == days["to"]
        lines.append(_("还是到%(to)s") % days if same else _("原来到%(from)s，现在到%(to)s") % days)
    return lines
