"""The sets of cases that lists and numbers name: made from the states that the declared flows have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.cases.clocks import first_of_month
from linli.cases.models import Case
from linli.flows import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.flows.table import State
    from linli.kit.words import Words

OPEN = Q(closed__isnull=True)

WORDS: dict[str, Words] = {
    "open": _("没有办结的"),
    "late": _("已超时"),
    "soon": _("快到期"),
    "paused": _("暂停计时"),
    "supervised": _("督办中"),
    "provisional": _("时限暂定"),
    "pool": _("待认领"),
    "held": _("办理中"),
    "month": _("本月办结"),
    "closed": _("已经结束的"),
}


TIMES = ("late", "soon", "paused", "supervised", "provisional")
"""The sets that say how the time of open cases stands."""


def named(name: str) -> Q:
    """The condition of a set of ``WORDS``, or of one state by its name."""
    conditions: dict[str, Callable[[], Q]] = {
        "open": lambda: OPEN,
        "late": lambda: OPEN & Q(late=True),
        "soon": lambda: OPEN & Q(late=False, paused__isnull=True, warn__lte=Now(), due__gt=Now()),
        "paused": lambda: OPEN & Q(paused__isnull=False),
        "supervised": lambda: OPEN & Q(supervised__isnull=False),
        "provisional": lambda: OPEN & Q(provisional=True),
        "pool": lambda: OPEN & _in_states(lambda state: state.turn == table.KNOWN),
        "held": lambda: OPEN & _in_states(lambda state: state.turn == "holder"),
        "month": lambda: (
            Q(closed__gte=first_of_month()) & _in_states(lambda state: state.final and state.tone == "done")
        ),
        "closed": lambda: ~OPEN,
    }
    return conditions[name]() if name in conditions else Q(state=name)


def states() -> dict[str, str]:
    """Every state of every flow of cases that does not end them, in words."""
    flows = [flow for flow in table.declared() if flow.model is Case]
    return {name: str(state.words) for flow in flows for name, state in flow.states.items() if not state.final}


def _in_states(fits: Callable[[State], bool]) -> Q:
    """The cases that stand in a state that ``fits``; none where no flow has such a state."""
    condition = Q(pk__in=[])
    for flow in table.declared():
        if flow.model is Case:
            names = [name for name, state in flow.states.items() if fits(state)]
            if names:
                condition |= Q(flow=flow.name, state__in=names)
    return condition
