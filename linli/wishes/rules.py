"""Decisions about wishes, as pure functions over values.

Wishes are in kind or in service only, inside the community: no money, no public appeals (慈善法, articles 113, 122
and 124). Limits are settings of the matter, marked as not yet confirmed by an office.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.catalogue import Shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.kit.words import Words

MATTER = "wish"
SHIPPED = Shipped(
    code=MATTER,
    flow="wish/1",
    title="微心愿",
    title_en="Micro-wish",
    limits={
        "check": {"days": 3, "confirmed": False},
        "unclaimed": {"days": 30, "confirmed": False},
        "claimed": {"days": 7, "confirmed": False},
        "confirm": {"days": 7, "confirmed": False},
        "open_claims": {"most": 3, "confirmed": False},
        "pause": {"clocks": ["check"], "reasons": ["answer", "weather", "asked"], "confirmed": False},
        "extend": {"clocks": ["check"], "times": 1, "most": 3, "confirmed": False},
    },
)
"""Calendar days of each clock, open claims per claimer, what of the desk's own time may be paused and extended: no official
figure exists, so an office confirms them."""

BAD_FROM = 2
"""Ratings of 2 and 1 are bad: the last two of five (差评)."""


class Kind(StrEnum):
    """What is wished for."""

    THING = "thing"
    SERVICE = "service"
    ARRANGEMENT = "arrangement"


KINDS: tuple[tuple[str, Words], ...] = (
    (Kind.THING, _("物品")),
    (Kind.SERVICE, _("服务")),
    (Kind.ARRANGEMENT, _("协调代办")),
)

MODES: dict[str, Words] = {
    "self": _("我个人"),
    "member": _("党员上门"),
    "team": _("组团服务"),
    "branch": _("支部对接"),
    "unit": _("驻区单位认领"),
}
"""How somebody takes a wish on; the first two as a person, the others for an organisation."""

MODE_OF_ORGANISATION = {"volunteer_team": "team", "party_branch": "branch", "resident_unit": "unit"}

REFUSALS: dict[str, Words] = {
    "money": _("涉及钱款：微心愿只能是物品或服务"),
    "outside": _("不在社区能办的范围"),
    "works": _("要动工程或走办事程序：请到社区窗口另行登记"),
    "repeated": _("同一件事已经登记过"),
    "unlawful": _("不合规定"),
    "nobody_able": _("公布到期，暂时没有人能办"),
}
"""Why a wish is not taken on: each is told to the person as it stands here."""

RATINGS: tuple[tuple[str, Words], ...] = (
    ("5", _("非常满意")),
    ("4", _("满意")),
    ("3", _("基本满意")),
    ("2", _("不满意")),
    ("1", _("非常不满意")),
)
NOT_RATED = ("0", _("本人没有评价"))


def reopens(rating: int, reopened: int) -> bool:
    """Whether a rating opens the wish again: a bad one does, once."""
    return 0 < rating <= BAD_FROM and reopened == 0


def claim_choices(organisations: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, Words], ...]:
    """The ways in which somebody may claim: as a person, and for each organisation (id, kind, name) they speak for."""
    personal: list[tuple[str, Words]] = [(mode, MODES[mode]) for mode in ("self", "member")]
    return (*personal, *organisation_choices(organisations))


def organisation_choices(organisations: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, Words], ...]:
    """For each organisation (id, kind, name) of a kind that takes wishes on, the way in which it would."""
    return tuple(
        (f"{mode}:{key}", _("%(mode)s：%(name)s") % {"mode": MODES[mode], "name": name})
        for key, kind, name in organisations
        if (mode := MODE_OF_ORGANISATION.get(kind))
    )
