"""The invented people of the demo town and the posts that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from linli.people.models import Account, Organisation
from linli.people.person import Person, Seat, person_from
from linli.people.serving.opening import OpenStreet, liaison_of
from linli.people.serving.organisations import found
from linli.people.serving.tenures import appoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from linli.people.models import Post
    from linli.places.models import Region

STREET = "620103001"
GRIDS = 3

SIGN_INS = {
    "resident": _("居民：说心愿、看进度、评价"),
    "helper": _("认领人：认领、退回、办好（也是志愿服务队联络员）"),
    "grid": _("网格员：走访时替人登记"),
    "desk": _("社区：核对、公布、回访"),
    "street": _("街道：哪里超时、为什么"),
    "auditor": _("监督员：看得到办了，看不到内容"),
    "system": _("系统管理员：管账号、岗位、单位，看不到办的事"),
    "security": _("安全管理员：看警报和锁住的账号，看不到办的事"),
}
NAMES = (
    *("常月琴", "石小川", "梁春雨", "温若兰", "陆远航", "季明远", "蒋思齐", "方以宁"),
    *("邹桂英", "谷长顺", "尹秀珍", "骆文斌", "阎素梅", "邢国庆", "乔雅静", "滕少华"),
)
"""Of those who sign in, in the order of ``SIGN_INS``, and of their neighbours."""
TEAMS = (("volunteer_team", "红柳志愿服务队"), ("party_branch", "和顺里支部"), ("resident_unit", "星河小学"))


@dataclass(frozen=True)
class Cast:
    """Everybody in the demo town, by sign-in name."""

    by_name: dict[str, Person]
    neighbours: tuple[Person, ...]

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name]


def settle(street: OpenStreet, *, password: str, since: date, names: Sequence[str] = NAMES) -> Cast:
    """Make the accounts and give them their posts; demo accounts are refused by a production start.

    ``names``: of those who sign in, in their order, and of the neighbours after them.
    """
    home = street.communities[0]
    named, others = names[: len(SIGN_INS)], names[len(SIGN_INS) :]
    pairs = enumerate(zip(SIGN_INS, named, strict=True), start=1)
    accounts = {sign_in: _account(sign_in, name, password, number) for number, (sign_in, name) in pairs}
    neighbours = [_account(f"n{number}", name, password, 20 + number) for number, name in enumerate(others)]
    posts: dict[str, list[Post]] = {
        "desk": [street.desk(community.code) for community in street.communities[:1]],
        "grid": [street.grid_post(f"{home.code}001")],
        "street": [street.head],
        "auditor": [street.auditor],
        "system": [street.system],
        "security": [street.security],
        "helper": [speaks_for(home, kind, name) for kind, name in TEAMS[:1]],
    }
    for name, held in posts.items():
        for post in held:
            appoint(accounts[name], to=post, since=since)
    for account, (kind, name) in zip(neighbours, TEAMS, strict=False):
        appoint(account, to=speaks_for(home, kind, name), since=since)
    return Cast(
        {name: person_from(account) for name, account in accounts.items()},
        tuple(person_from(account) for account in neighbours),
    )


def _account(username: str, name: str, password: str, number: int) -> Account:
    """An account with a number from a range that no operator gives out (199 0000 0000 on)."""
    return Account.objects.create_account(
        username=username, name=name, password=password, phone=f"1990000{number:04}", is_demo=True
    )


def speaks_for(home: Region, kind: str, name: str) -> Post:
    """The post of who speaks for an organisation of the street, which is founded if it is not there."""
    known = Organisation.objects.filter(place=home.street_code, name=name).first()
    return liaison_of(known or found(kind=kind, name=name, place=home.street_code), place=home)


def desk_at(street: OpenStreet, community: str) -> Person:
    """The desk of a community, at which some clerk without a name sits."""
    post = street.desk(community)
    return Person(account_id=None, seats=(Seat(post.id, "desk", post.street, post.place, None, post.title),))
