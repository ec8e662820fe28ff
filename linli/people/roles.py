"""The roles of posts, declared once: where each may stand, who holds it, what it sees. Everything else reads this table.

A role gives the reach that is written here and nothing more: whoever leads a building sees no case of it until a
capability says so in its flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from linli.kit.words import Words

STREET, COMMUNITY, GRID, BLOCK = "street", "community", "grid", "block"
ESTATE, YARD, BUILDING, UNIT, ORGANISATION = "estate", "yard", "building", "unit", "organisation"

KINDS: dict[str, Words] = {
    STREET: _("街道"),
    COMMUNITY: _("社区"),
    GRID: _("网格"),
    BLOCK: _("街区"),
    ESTATE: _("小区"),
    YARD: _("院落"),
    BUILDING: _("楼栋"),
    UNIT: _("单元"),
    ORGANISATION: _("单位"),
}
"""Kinds of place on which a post stands. All but the first two are also the name of the post's pointer to it."""

AROUND_HOMES = (ESTATE, YARD, BUILDING, UNIT)
"""Places that are looked for by the words of an address."""

NOTHING, THAT, WHAT = "nothing", "that", "what"
"""What a seat sees of the cases in its place by itself: nothing, that something was done, or what it is about."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ``on`` are the kinds of place on which its posts may stand.

    ``staff``: the office's own people. ``one_holder``: one at a time, beside stand-ins (AB角) where ``stand_in`` allows
    them. ``one_post``: a place has at most one such post. ``willing``: neighbours, who hold it only of their own will.
    """

    code: str
    words: Words
    does: Words
    on: tuple[str, ...]
    staff: bool = True
    one_holder: bool = False
    one_post: bool = True
    stand_in: bool = True
    willing: bool = False
    sees: str = NOTHING


TABLE = (
    Role("street", _("街道派单员"), _("看哪里超时、为什么，派单"), (STREET,), sees=WHAT),
    Role("secretary", _("社区书记"), _("主持社区工作"), (COMMUNITY,), one_holder=True),
    Role("desk", _("服务窗口"), _("核对、公布、回访"), (COMMUNITY,), sees=WHAT),
    Role("officer", _("全岗通专员"), _("一窗办全程，AB 角互补"), (COMMUNITY,), one_holder=True, one_post=False),
    Role("mediator", _("调解员"), _("主持人民调解"), (COMMUNITY, STREET), stand_in=False),
    Role("grid_lead", _("网格长"), _("对一个网格负总责"), (GRID,), one_holder=True),
    Role("grid", _("网格员"), _("走访，替人登记"), (GRID,), one_post=False, sees=WHAT),
    Role("block_chief", _("街区总区长"), _("统管各街区"), (STREET,), one_holder=True),
    Role("block_lead", _("街区区长"), _("对一个街区负责"), (BLOCK,), one_holder=True),
    Role("block_deputy", _("街区副区长"), _("协助区长"), (BLOCK,)),
    Role("building_lead", _("楼栋长"), _("联系一栋楼的邻居"), (BUILDING,), staff=False, one_holder=True, willing=True),
    Role("unit_informant", _("单元信息员"), _("留意、劝说、上报"), (UNIT,), staff=False, one_holder=True, willing=True),
    Role(
        "party_household",
        _("党员责任户"),
        _("在家门口带头服务"),
        (GRID, *AROUND_HOMES),
        staff=False,
        stand_in=False,
        willing=True,
    ),
    Role(
        "volunteer",
        _("志愿者"),
        _("愿意帮忙，可以随时退出"),
        (STREET, COMMUNITY, BLOCK, GRID, ESTATE, YARD, BUILDING),
        staff=False,
        stand_in=False,
        willing=True,
    ),
    Role("liaison", _("单位联络员"), _("代表驻区单位"), (ORGANISATION,), staff=False, one_post=False),
    Role(
        "supervisor", _("居务监督"), _("看得到办了，看不到内容"), (COMMUNITY,), staff=False, stand_in=False, sees=THAT
    ),
    Role("auditor", _("监督员"), _("看得到办了，看不到内容"), (STREET, COMMUNITY), one_post=False, sees=THAT),
    Role("system", _("系统管理员"), _("管账号、岗位、单位，看不到办的事"), (STREET,)),
    Role("security", _("安全管理员"), _("看警报和锁住的账号，看不到办的事"), (STREET,)),
)
ROLES: dict[str, Role] = {role.code: role for role in TABLE}


def role_named(code: str) -> Role:
    """The role with this code; KeyError for none."""
    return ROLES[code]


def seeing(*sights: str) -> frozenset[str]:
    """Codes of the roles whose seats see so much of the cases in their place: `THAT`, `WHAT`."""
    return frozenset(role.code for role in TABLE if role.sees in sights)


HANDLERS = seeing(WHAT)
"""Roles that handle cases in their place."""

WATCHERS = seeing(THAT)
"""Roles that see that something was done, not what."""

ONE_HOLDER = tuple(role.code for role in TABLE if role.one_holder)
ONE_POST = tuple(role.code for role in TABLE if role.one_post)
