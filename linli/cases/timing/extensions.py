"""Extending the time of a case: before it is over, with a reason that the resident is told, as often as the matter allows.

A matter says under ``extend`` which of its clocks may be extended, how many ``times`` and by how many of the clock's
units at ``most`` each time; where it says nothing, none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases import clocks
from linli.cases.deeds.noting import Doer, write_down
from linli.cases.matters import Matter
from linli.kit.refused import Refused
from linli.ledger.events import Words as Said
from linli.ledger.events import instant

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.flows.act import Act

EXTEND = "extend"
TOLD_TO = "participants"
"""The audience that reads why: those in whose matter it is, and the desk."""
FIELD = "extension"


def most_for(case: Case) -> int:
    """By how many units the clock may be extended now; 0 where it may not."""
    rule = Matter.kept(case.matter_id).allows("extend", case.clock) if case.clock else None
    if rule is None or TOLD_TO not in case.table.audiences or case.extended >= rule["times"]:
        return 0
    most: int = rule["most"]
    return most


def extend(case: Case, doer: Doer, *, by: int, why: str) -> Case:
    """Add ``by`` units; ``why`` is told to the resident. Refused where it is paused, over, or more than the matter allows."""

    def does(now: Case, act: Act) -> bool:
        if now.late or clocks.is_over(now, act.at):
            raise Refused("over_already", _("时限已经过了，不能再延长。"), advice=_("请尽快办理，并向本人说明。"))
        if now.paused is not None:
            raise Refused("paused_now", _("正在暂停计时，不用延长。"))
        if not 0 < by <= most_for(now):
            raise Refused("no_more_extensions", _("这件事不能再延长了。"), advice=_("延长的次数和长短，由事项规定。"))
        before = clocks.due_of(now)
        now.counts_from = clocks.began_of(now)
        now.extra += by
        now.extended += 1
        clocks.set_due(now)
        act.facts["extension"] = {"by": by, "unit": str(clocks.limit_of(now).unit), "from": instant(before)}
        act.words.append(Said(field=FIELD, text=why, audience=TOLD_TO))
        return True

    return write_down(case, EXTEND, doer, does)
