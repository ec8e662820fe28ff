"""The figures of all cases, whatever their matter: responded to, solved, satisfied.

The official formulas of the three rates (响应率, 解决率, 满意率) are not public: each says what it counts instead. Every
case counts once in each count. Nothing is taken out of them silently: what was left out (剔除), and what counts no more
because an objection was upheld (申诉成立), stays in, and each rate is told with it and without.

The first rating of a case is the one that counts. A second one (追评) has figures of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.flows import table
from linli.ledger.figures import Dimension, Figure, Rate
from linli.people.roles import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.ledger.told import Told

HANDLING = HANDLERS | {"holder", "responsible"}
"""Acting in one of these roles is a response; acting for oneself, or by a clock, is none."""

SATISFIED_FROM = 3
"""Ratings of 5, 4 and 3: the last two of the five are bad (差评)."""

DONE, STOPPED = "done", "stopped"
OUTCOME = Dimension("outcome", _("结果"), {DONE: _("办成"), STOPPED: _("没有办：不予受理或撤回")})
UNIT = _("件")

FOLLOW_UP, OBJECTION = "follow_up", "objection"
"""The names of the rows in which follow-up writes what was answered, and what somebody holds against it."""

COUNTED = Dimension(
    "counted", _("计不计"), {"in": _("计入"), "left_out": _("剔除"), "appeal": _("申诉成立，不计")}
)  # the first still counts where a rate is told without the others

IN, LEFT_OUT, APPEAL = ({"counted": value} for value in COUNTED.values)
NO_SPLIT: Mapping[str, str] = {}

FIRST_RATING, DECISION = "first rating", "decision"
"""What is kept of a stream, so that nobody looks for it twice."""


def nouns() -> frozenset[str]:
    """The nouns of all flows of cases that are handled here, not of those that look back."""
    return frozenset(flow.noun for flow in table.declared() if flow.model is Case and not flow.looks_back)


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


def follow_up_of(told: Told) -> Mapping[str, Any]:
    """What the case's follow-up has come to; {} where it has none."""
    return told.latest.get(FOLLOW_UP, {})


def counted(told: Told, *, rating: bool = False) -> Mapping[str, str]:
    """Whether the case counts where a rate is told without what was left out; of a ``rating``, whether that counts."""
    if OBJECTION not in told.latest:
        return IN
    rows = (row for row in told.rows.values() if row["row"] == OBJECTION)
    against = {row["kind"] for row in rows if row["upheld"] and row["lifted"] is None}
    if "left_out" in against:
        return LEFT_OUT
    return APPEAL if "duty" in against or (rating and "rating" in against) else IN


def ended(told: Told) -> bool:
    """Whether the case is closed by now: what goes on elsewhere is not, it closes there."""
    return not is_open(told) and not _goes_on(told.columns["flow"], told.columns["state"])


@lru_cache(maxsize=256)
def _goes_on(name: str, state: str) -> bool:
    flow = table.flow_named(name)
    return any(step.verb == flow.hands_on and step.after == state for step in flow.steps)


def first_rating(told: Told) -> int | None:
    """The first rating that its person gave, by now; None where they gave none, or it counts in another street."""
    if told.columns.get("rating") is None:
        return None
    if FIRST_RATING not in told.kept:
        # Asked with every event, so the first that gives one is this; given with the beginning, it was given elsewhere.
        told.kept[FIRST_RATING] = None if told.number == 1 else told.columns["rating"]
    first: int | None = told.kept[FIRST_RATING]
    return first


def _handled(facts: Mapping[str, Any]) -> bool:
    """Whether somebody did something about it; to object to having it is not that."""
    return facts.get("as") in HANDLING and OBJECTION not in facts


def _ran_out(facts: Mapping[str, Any]) -> bool:
    return facts.get("set", {}).get("late") is True


def _decision(told: Told) -> Mapping[str, Any] | None:
    """The facts of the event with which somebody first handled it, or the first limit ran out. The first event only asks.

    Asked with every event, so it is enough to look at this one.
    """
    if DECISION not in told.kept and told.number > 1 and not _decided_elsewhere(told):
        if not (_handled(told.facts) or _ran_out(told.facts)):
            return None
        told.kept[DECISION] = told.facts
    return told.kept.get(DECISION)


def _decided_elsewhere(told: Told) -> bool:
    before = told.before
    return bool(before) and (before.get("late", False) or not HANDLING.isdisjoint(before.get("as", ())))


def _waits(told: Told) -> Mapping[str, str] | None:
    return None if not is_open(told) or _decision(told) is not None or _decided_elsewhere(told) else NO_SPLIT


def _response(told: Told, *, in_time: bool) -> Mapping[str, str] | None:
    decision = _decision(told)
    return counted(told) if decision is not None and (not in_time or _handled(decision)) else None


def _closed(told: Told) -> Mapping[str, str] | None:
    return {"outcome": outcome(told), **counted(told)} if ended(told) else None


def _is_solved(told: Told) -> bool:
    """Whether it ended well, and its person did not say afterwards that it had not, or said after a second try that it had."""
    if not ended(told) or outcome(told) != DONE:
        return False
    said = follow_up_of(told)
    return said.get("solved") is not False or said.get("again_solved") is True


def _solved(told: Told) -> Mapping[str, str] | None:
    return counted(told) if _is_solved(told) else None


def _rated(told: Told) -> Mapping[str, str] | None:
    return counted(told, rating=True) if first_rating(told) is not None else None


def _satisfied(told: Told) -> Mapping[str, str] | None:
    rating = first_rating(told)
    return counted(told, rating=True) if rating is not None and rating >= SATISFIED_FROM else None


def _unrated(told: Told) -> Mapping[str, str] | None:
    done = told.columns.get("rating") is None and ended(told) and outcome(told) == DONE
    return counted(told, rating=True) if done else None


RESPONSE_DUE = Figure(
    "cases.response_due",
    _("该响应的"),
    UNIT,
    _("第一次有工作人员接手，或第一个时限先到了：以先发生的那天计。还在时限内的、本人先撤回的不算在内。"),
    nouns,
    happens=lambda told: _response(told, in_time=False),
    dimensions=(COUNTED,),
    version=2,
)
RESPONDED = Figure(
    "cases.responded",
    _("按时响应的"),
    UNIT,
    _("第一个时限到期以前有工作人员接手（核对、补问、公布、派出或答复都算），按接手那天计。"),
    nouns,
    happens=lambda told: _response(told, in_time=True),
    dimensions=(COUNTED,),
    version=2,
)
AWAITING = Figure(
    "cases.awaiting",
    _("还在时限内、没有响应的"),
    UNIT,
    _("期末还没有工作人员接手，第一个时限也还没有到。"),
    nouns,
    stands=_waits,
)
CLOSED = Figure(
    "cases.closed",
    _("了结的"),
    UNIT,
    _("期间内了结的事项，不论结果：办成的、不予受理的、本人撤回的都算。转到别的街道的，在那边了结时算。按了结那天计。"),
    nouns,
    happens=_closed,
    dimensions=(OUTCOME, COUNTED),
    version=2,
)
SOLVED = Figure(
    "cases.solved",
    _("解决的"),
    UNIT,
    _(
        "期间内办成的事项，按了结那天计。本人说没办好、退回重办的，办好了才算；了结以后本人回访说没有解决的不算，整改后追评说解决了的又算。"
    ),
    nouns,
    happens=_solved,
    dimensions=(COUNTED,),
    version=2,
)
OPEN = Figure(
    "cases.open",
    _("没有了结的"),
    UNIT,
    _("期末还没有了结的事项。"),
    nouns,
    stands=lambda told: NO_SPLIT if is_open(told) else None,
)
RATED = Figure(
    "cases.rated",
    _("有评价的"),
    UNIT,
    _("期间内本人第一次给出评价的事项，按评价那天计；不论后来重办还是追评，都以第一次为准。"),
    nouns,
    happens=_rated,
    dimensions=(COUNTED,),
    version=2,
)
SATISFIED = Figure(
    "cases.satisfied",
    _("满意的"),
    UNIT,
    _("期间内第一次评价是非常满意、满意或基本满意的事项。"),
    nouns,
    happens=_satisfied,
    dimensions=(COUNTED,),
    version=2,
)
UNRATED = Figure(
    "cases.unrated",
    _("没有评价的"),
    UNIT,
    _("期间内办成、到现在本人还没有评价的事项，按了结那天计。"),
    nouns,
    happens=_unrated,
    dimensions=(COUNTED,),
    version=2,
)
RESPONDED_RATE = Rate(
    "cases.responded_rate",
    _("响应率"),
    _("按时响应的件数，除以该响应的件数。这是本系统的算法：官方公式没有公开，上报请以主管部门的口径为准。"),
    numerator=RESPONDED.name,
    denominator=RESPONSE_DUE.name,
    beside=(AWAITING.name,),
    without=COUNTED,
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
    without=COUNTED,
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
    without=COUNTED,
    public=True,
)
FIGURES = (
    RESPONSE_DUE, RESPONDED, AWAITING, CLOSED, SOLVED, OPEN, RATED, SATISFIED, UNRATED,
    RESPONDED_RATE, SOLVED_RATE, SATISFIED_RATE,
)  # fmt: skip
