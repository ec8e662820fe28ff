"""The figures of follow-up: rated badly, called back, put right, rated again, not reached. None of them speaks of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.figures import COUNTED, FOLLOW_UP, SATISFIED_FROM, UNIT, counted, first_rating, follow_up_of, nouns
from linli.cases.follow_up.rules import is_bad
from linli.ledger.figures import Figure, Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from linli.ledger.told import Told


def _where(holds: Callable[[Mapping[str, Any]], bool]) -> Callable[[Told], Mapping[str, str] | None]:
    """Count the case where its follow-up is so; split by whether its rating counts."""

    def happens(told: Told) -> Mapping[str, str] | None:
        row = follow_up_of(told)
        return counted(told, rating=True) if row and holds(row) else None

    return happens


def _rated_badly(told: Told) -> Mapping[str, str] | None:
    return counted(told, rating=True) if is_bad(first_rating(told)) else None


def _stands(owed: str, done: str, late: str) -> Callable[[Told], Mapping[str, str] | None]:
    """What is still owed and in time."""

    def stands(told: Told) -> Mapping[str, str] | None:
        row = follow_up_of(told)
        open_ = row and row[owed] and not row[done] and not row[late] and not row["ended"]
        return {} if open_ else None

    return stands


RATED_BADLY = Figure(
    "cases.rated_badly",
    _("差评"),
    UNIT,
    _("期间内第一次评价是不满意或非常不满意的事项，按评价那天计。"),
    nouns,
    happens=_rated_badly,
    dimensions=(COUNTED,),
)
CALL_DUE = Figure(
    "cases.call_due",
    _("差评后该打电话的"),
    UNIT,
    _("差评以后打过电话的，或者打电话的时限先到了：以先发生的那天计。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: bool(row["call_by"] and (row["called"] or row["call_late"]))),
    dimensions=(COUNTED,),
)
CALLED = Figure(
    "cases.called_back",
    _("按时打了电话的"),
    UNIT,
    _("差评以后在时限里打了电话的事项，按打电话那天计。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: bool(row["call_by"] and row["called"] and not row["call_late"])),
    dimensions=(COUNTED,),
)
CALLING = Figure(
    "cases.calling_back",
    _("还在时限内、没有打电话的"),
    UNIT,
    _("期末差评以后还没有打电话，时限也还没有到。"),
    nouns,
    needs=FOLLOW_UP,
    stands=_stands("call_by", "called", "call_late"),
)
RIGHT_DUE = Figure(
    "cases.right_due",
    _("差评后该整改到位的"),
    UNIT,
    _("差评以后整改好了的，或者整改的时限先到了：以先发生的那天计。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: bool(row["right_by"] and (row["right"] or row["right_late"]))),
    dimensions=(COUNTED,),
)
PUT_RIGHT = Figure(
    "cases.put_right",
    _("按时整改的"),
    UNIT,
    _("差评以后在时限里整改好了的事项，按整改好那天计。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: bool(row["right_by"] and row["right"] and not row["right_late"])),
    dimensions=(COUNTED,),
)
PUTTING_RIGHT = Figure(
    "cases.putting_right",
    _("还在时限内、没有整改好的"),
    UNIT,
    _("期末差评以后还没有整改好，时限也还没有到。"),
    nouns,
    needs=FOLLOW_UP,
    stands=_stands("right_by", "right", "right_late"),
)
AGAIN = Figure(
    "cases.rated_again",
    _("有追评的"),
    UNIT,
    _("期间内差评整改以后，本人又评了一次的事项。每件最多一次。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: row["again"] is not None),
    dimensions=(COUNTED,),
)
SATISFIED_AGAIN = Figure(
    "cases.satisfied_again",
    _("追评满意的"),
    UNIT,
    _("追评是非常满意、满意或基本满意的事项。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: row["again"] is not None and row["again"] >= SATISFIED_FROM),
    dimensions=(COUNTED,),
)
UNREACHED = Figure(
    "cases.unreached",
    _("回访没有联系上的"),
    UNIT,
    _("期间内分几天都没有联系上、本人后来也没有评价的事项，按最后一次那天计。"),
    nouns,
    needs=FOLLOW_UP,
    happens=_where(lambda row: bool(row["given_up"] and row["rating"] is None)),
    dimensions=(COUNTED,),
)
CALLED_RATE = Rate(
    "cases.called_back_rate",
    _("差评电话回访率"),
    _("按时打了电话的件数，除以该打电话的件数。这是本系统的算法，上报请以主管部门的口径为准。"),
    numerator=CALLED.name,
    denominator=CALL_DUE.name,
    beside=(CALLING.name,),
    without=COUNTED,
)
PUT_RIGHT_RATE = Rate(
    "cases.put_right_rate",
    _("差评整改率"),
    _("按时整改的件数，除以该整改到位的件数。这是本系统的算法，上报请以主管部门的口径为准。"),
    numerator=PUT_RIGHT.name,
    denominator=RIGHT_DUE.name,
    beside=(PUTTING_RIGHT.name,),
    without=COUNTED,
)
AGAIN_RATE = Rate(
    "cases.satisfied_again_rate",
    _("追评满意率"),
    _("追评满意的件数，除以有追评的件数。满意率里仍按第一次评价算。"),
    numerator=SATISFIED_AGAIN.name,
    denominator=AGAIN.name,
    without=COUNTED,
)
FIGURES = (
    RATED_BADLY, CALL_DUE, CALLED, CALLING, RIGHT_DUE, PUT_RIGHT, PUTTING_RIGHT, AGAIN, SATISFIED_AGAIN, UNREACHED,
    CALLED_RATE, PUT_RIGHT_RATE, AGAIN_RATE,
)  # fmt: skip
