"""Pausing the clock of a case, for listed reasons only. Each beginning and end is an event; the time between is not counted.

A matter says under ``pause`` which of its clocks may be paused and for which of the reasons; where it says nothing, none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.cases import clocks
from linli.cases.deeds.noting import Doer, write_down
from linli.cases.matters import Matter
from linli.kit import working_time
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.kit.words import Words

PAUSE, RESUME = "pause", "resume"

REASONS: dict[str, Words] = {
    "materials": _("等申请人补齐材料"),
    "answer": _("等上级或其他单位答复"),
    "survey": _("等检测、鉴定或评估的结果"),
    "supply": _("等材料、配件到货"),
    "weather": _("因天气、灾害等原因，暂时办不了"),
    "asked": _("本人要求缓一缓"),
}


def reasons_for(case: Case) -> tuple[tuple[str, Words], ...]:
    """For what the clock that runs may be paused; () where it may not."""
    rule = Matter.kept(case.matter_id).allows("pause", case.clock) if case.clock else None
    return tuple((code, REASONS[code]) for code in (rule or {}).get("reasons", ()))


def pause(case: Case, doer: Doer, *, reason: str) -> Case:
    """Stop counting. Refused where the matter does not know this reason, the clock is paused already, or time is over."""

    def does(now: Case, act: Act) -> bool:
        if reason not in dict(reasons_for(now)):
            raise Refused("no_reason_to_pause", _("这件事不能因为这个原因暂停计时。"))
        if now.paused is not None:
            raise Refused("paused_already", _("已经暂停了。"))
        if now.late or clocks.is_over(now, act.at):
            raise Refused("over_already", _("时限已经过了，不能再暂停。"), advice=_("请尽快办理，并向本人说明。"))
        now.paused, now.pause_reason = act.at, reason
        act.facts["pause"] = {"reason": reason}
        return True

    return write_down(case, PAUSE, doer, does)


def resume(case: Case, doer: Doer) -> Case:
    """Count on: what was paused is added to the time there is. Refused where nothing is paused."""

    def does(now: Case, act: Act) -> bool:
        if now.paused is None:
            raise Refused("not_paused", _("现在没有暂停。"))
        idle = _idle(now, act)
        act.facts["pause"] = {"reason": now.pause_reason, "idle": idle, "unit": str(clocks.limit_of(now).unit)}
        now.counts_from = clocks.began_of(now)
        now.idle += idle
        now.paused, now.pause_reason = None, ""
        clocks.set_due(now)
        return True

    return write_down(case, RESUME, doer, does)


def _idle(now: Case, act: Act) -> int:
    return working_time.idle(
        clocks.began_of(now),
        now.paused or act.at,
        act.at,
        clocks.limit_of(now).unit,
        clocks.calendar_for(now),
        first_day=settings.LINLI_FIRST_DAY_COUNTS,
    )
