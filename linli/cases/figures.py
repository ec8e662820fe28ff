"""The figures of all cases, whatever their matter: responded to, solved, satisfied.

The official formulas of the three rates (响应率, 解决率, 满意率) are not public: each says what it counts instead. Every
case counts once in each count, and nothing is taken out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.flows import table
from linli.ledger.figures import NOTHING, Dimension, Figure, Increment, Rate
from linli.people.roles import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from linli.ledger.told import Told

HANDLING = HANDLERS | {"holder", "responsible"}
"""Acting in one of these roles is a response; acting for oneself, or by a clock, is none."""

SATISFIED_FROM = 3
"""Ratings of 5, 4 and 3: the last two of the five are bad (差评)."""

ONE: Final = (Increment(),)
DONE, STOPPED = "done", "stopped"
OUTCOME = Dimension("outcome", _("结果"), {DONE: _("办成"), STOPPED: _("没有办：不予受理或撤回")})
UNIT = _("件")


def nouns() -> frozenset[str]:
    """The nouns of all flows of cases."""
    return frozenset(flow.noun for flow in table.declared() if flow.model is Case)


def is_open(told: Told) -> bool:
    """Whether the case is not closed."""
    return told.columns.get("closed") is None


def closes(told: Told) -> bool:
    """Whether this event closes the case: what goes on elsewhere is not closed, it closes there."""
    return told.sets("closed") is not None and told.verb != table.flow_named(told.columns["flow"]).hands_on


def outcome(told: Told) -> str:
    """How a closed case ended: by the tone of its state."""
    state = table.flow_named(told.columns["flow"]).states[told.columns["state"]]
    return DONE if state.tone == "done" else STOPPED


def _handled(facts: Mapping[str, Any]) -> bool:
    return facts.get("as") in HANDLING


def _ran_out(facts: Mapping[str, Any]) -> bool:
    return facts.get("set", {}).get("late") is True


def _decided(told: Told) -> bool:
    """Whether somebody handled it, or the first limit ran out, before this event. The first event only asks."""
    elsewhere = told.before.get("late", False) or not HANDLING.isdisjoint(told.before.get("as", ()))
    return elsewhere or any(_handled(was.facts) or _ran_out(was.facts) for was in told.past[1:])


def _decides(told: Told) -> bool:
    return told.number > 1 and (_handled(told.facts) or _ran_out(told.facts)) and not _decided(told)


def _waits(told: Told) -> bool:
    return is_open(told) and not _decides(told) and not _decided(told)


def _solved(told: Told) -> bool:
    return closes(told) and outcome(told) == DONE


def _rated(told: Told) -> bool:
    return _solved(told) and told.columns.get("rating") is not None


RESPONSE_DUE = Figure(
    "cases.response_due",
    _("该响应的"),
    UNIT,
    _("第一次有工作人员接手，或第一个时限先到了：以先发生的那天计。还在时限内的、本人先撤回的不算在内。"),
    nouns,
    counts=lambda told: ONE if _decides(told) else NOTHING,
)
RESPONDED = Figure(
    "cases.responded",
    _("按时响应的"),
    UNIT,
    _("第一个时限到期以前有工作人员接手（核对、补问、公布、派出或答复都算），按接手那天计。"),
    nouns,
    counts=lambda told: ONE if _decides(told) and _handled(told.facts) else NOTHING,
)
AWAITING = Figure(
    "cases.awaiting",
    _("还在时限内、没有响应的"),
    UNIT,
    _("期末还没有工作人员接手，第一个时限也还没有到。"),
    nouns,
    stands=lambda told: {} if _waits(told) else None,
)
CLOSED = Figure(
    "cases.closed",
    _("了结的"),
    UNIT,
    _("期间内了结的事项，不论结果：办成的、不予受理的、本人撤回的都算。转到别的街道的，在那边了结时算。按了结那天计。"),
    nouns,
    counts=lambda told: (Increment({"outcome": outcome(told)}),) if closes(told) else NOTHING,
    dimensions=(OUTCOME,),
)
SOLVED = Figure(
    "cases.solved",
    _("解决的"),
    UNIT,
    _("期间内办成并经本人或电话回访确认的事项，按确认那天计。本人说没办好、退回重办的，办好确认了才算。"),
    nouns,
    counts=lambda told: ONE if _solved(told) else NOTHING,
)
OPEN = Figure(
    "cases.open",
    _("没有了结的"),
    UNIT,
    _("期末还没有了结的事项。"),
    nouns,
    stands=lambda told: {} if is_open(told) else None,
)
RATED = Figure(
    "cases.rated",
    _("有评价的"),
    UNIT,
    _("期间内解决的事项中，本人给了评价的，以了结时的评价为准。"),
    nouns,
    counts=lambda told: ONE if _rated(told) else NOTHING,
)
SATISFIED = Figure(
    "cases.satisfied",
    _("满意的"),
    UNIT,
    _("期间内解决的事项中，了结时的评价是非常满意、满意或基本满意的。"),
    nouns,
    counts=lambda told: ONE if _rated(told) and told.columns["rating"] >= SATISFIED_FROM else NOTHING,
)
UNRATED = Figure(
    "cases.unrated",
    _("没有评价的"),
    UNIT,
    _("期间内解决的事项中，本人没有评价的。"),
    nouns,
    counts=lambda told: ONE if _solved(told) and not _rated(told) else NOTHING,
)
RESPONDED_RATE = Rate(
    "cases.responded_rate",
    _("响应率"),
    _("按时响应的件数，除以该响应的件数。这是本系统的算法：官方公式没有公开，上报请以主管部门的口径为准。"),
    numerator=RESPONDED.name,
    denominator=RESPONSE_DUE.name,
    beside=(AWAITING.name,),
    public=True,
)
SOLVED_RATE = Rate(
    "cases.solved_rate",
    _("解决率"),
    _(
        "解决的件数，除以了结的件数（不予受理和撤回的也在分母里）。这是本系统的算法：官方公式没有公开，上报请以主管部门的口径为准。"
    ),
    numerator=SOLVED.name,
    denominator=CLOSED.name,
    beside=(OPEN.name,),
    public=True,
)
SATISFIED_RATE = Rate(
    "cases.satisfied_rate",
    _("满意率"),
    _(
        "满意的件数，除以有评价的件数；没有评价的件数列在旁边，并给出连同它们一起算的比率。这是本系统的算法：官方公式没有公开，上报请以主管部门的口径为准。"
    ),
    numerator=SATISFIED.name,
    denominator=RATED.name,
    missing=UNRATED.name,
    public=True,
)
FIGURES = (
    RESPONSE_DUE, RESPONDED, AWAITING, CLOSED, SOLVED, OPEN, RATED, SATISFIED, UNRATED,
    RESPONDED_RATE, SOLVED_RATE, SATISFIED_RATE,
)  # fmt: skip
