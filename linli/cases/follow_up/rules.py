"""Decisions about follow-up, pure: what is bad, when something is over, what may be answered a second time, why something is contested.

The national rules on ratings (好差评) know 差评 as the last two of five, a call back, putting right and one second rating.
Limits are settings of a matter (``limits``); where it says nothing, those of ``SHIPPED`` hold, which no office confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.figures import SATISFIED_FROM
from linli.cases.matters import span_of
from linli.kit.working_time import Unit

if TYPE_CHECKING:
    from datetime import date

    from linli.cases.matters import Matter
    from linli.kit.words import Words
    from linli.kit.working_time import Span

RATINGS: tuple[tuple[str, Words], ...] = (
    ("5", _("非常满意")),
    ("4", _("满意")),
    ("3", _("基本满意")),
    ("2", _("不满意")),
    ("1", _("非常不满意")),
)

CALL_BACK, PUT_RIGHT, DECIDE, TRIES, LINK = "call_back", "put_right", "objection", "follow_up", "answer_link"
SHIPPED: dict[str, dict[str, Any]] = {
    CALL_BACK: {"workdays": 1, "confirmed": False},
    PUT_RIGHT: {"days": 15, "confirmed": False},
    DECIDE: {"workdays": 2, "confirmed": False},
    TRIES: {"tries": 3, "confirmed": False},
    LINK: {"days": 15, "confirmed": False},
}
WORDS: dict[str, Words] = {
    CALL_BACK: _("差评后，几天内打电话"),
    PUT_RIGHT: _("差评后，几天内整改"),
    DECIDE: _("申诉和剔除，几天内答复"),
    TRIES: _("联系不上，分几天各试一次"),
    LINK: _("短信链接几天内有效"),
}

REASONS: dict[str, dict[str, Words]] = {
    "rating": {
        "slipped": _("点错了，本人说不是这个意思"),
        "not_theirs": _("不是本人评的"),
        "other_matter": _("评的是另一件事或者另一家单位"),
        "untrue": _("与事实不符，有记录可查"),
    },
    "duty": {
        "not_duty": _("不在本单位的职责里"),
        "elsewhere": _("不在本辖区"),
        "other_level": _("该由上一级或者部门办"),
    },
    "left_out": {
        "legal": _("已经进入信访、诉讼、仲裁或者复议"),
        "emergency": _("属于报警、火警、急救等紧急热线"),
        "repeated": _("同一件事没有新情况，重复提出"),
        "secret": _("涉及国家秘密、商业秘密或者个人隐私"),
        "outside": _("不在公共管理和服务的范围里"),
        "unlawful": _("要求本身违法"),
        "mistaken": _("登记错了，或者是试用时录的"),
    },
}
"""Closed lists, by what is contested. Those of leaving out are the six for which nothing is dispatched, and a slip."""


def is_bad(rating: int | None) -> bool:
    """Whether a rating is one of the last two of five (差评)."""
    return rating is not None and rating < SATISFIED_FROM


def span(matter: Matter, name: str) -> Span:
    """How long one of the limits is for cases of this matter."""
    return span_of(_limit(matter, name))


def tries(matter: Matter) -> int:
    """On how many days it is tried to reach somebody before that is given up."""
    number: int = _limit(matter, TRIES)["tries"]
    return number


def limits(matter: Matter) -> dict[str, dict[str, Any]]:
    """All limits of follow-up as they hold for a matter."""
    return {name: _limit(matter, name) for name in SHIPPED}


def reasons(matter: Matter, kind: str) -> tuple[tuple[str, Words], ...]:
    """For what something may be contested: all of the closed list, or those that the matter names under ``objection``."""
    known = REASONS[kind]
    chosen = matter.limits.get(DECIDE, {}).get("reasons", known)
    return tuple((code, words) for code, words in known.items() if code in chosen)


def may_be_tried(last: date | None, today: date) -> bool:
    """Whether somebody who was not reached on the day ``last`` may be counted as not reached again: on another day."""
    return last is None or last < today


def _limit(matter: Matter, name: str) -> dict[str, Any]:
    own: dict[str, Any] = matter.limits.get(name, {})
    # A matter that names another unit does not keep the shipped one beside it.
    return own if any(unit in own for unit in Unit) else {**SHIPPED[name], **own}
