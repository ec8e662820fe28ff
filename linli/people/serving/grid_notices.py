"""What the public notice of a grid says (网格公示: name, area, who works there, phone, supervision phone).

A phone stands there only where the office set it for the post; the numbers of accounts are never read. The notice follows
滨州市网格化服务管理条例 §6; what another place asks for is to be confirmed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.kit.masking import mask_name
from linli.kit.phones import normal_phone
from linli.kit.refused import Refused
from linli.people.models import Post, Tenure
from linli.people.presence import manned
from linli.people.serving.answering import posts_over
from linli.places.around import around
from linli.places.models import Building, Cover

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from linli.people.presence import Manning
    from linli.places.models import Grid

WORKERS = ("grid_lead", "grid")
SERVICE = ("grid", "grid_lead", "desk")
"""Whose number is the grid's, the first that has one."""
SUPERVISION = ("supervisor", "auditor")
SHOWN = frozenset({*SERVICE, *SUPERVISION})
"""Roles whose posts may have a number for everybody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of one grid on a day: buildings by what stands around them, (role, name) of who works there, numbers."""

    grid: Grid
    area: tuple[tuple[str, tuple[str, ...]], ...]
    people: tuple[tuple[str, str], ...]
    phone: str
    supervision: str


def announce(post: Post, *, phone: str, shows_name: bool) -> None:
    """Let the notice say this number, and the whole name of whoever acts there. '' takes the number away.

    Refused (``phone_unclear``), (``own_phone``) for the number with which somebody who holds the post signs in.
    """
    number = normal_phone(phone)
    held = Tenure.objects.filter(street=post.street, post=post, until=None).select_related("account")
    if number and number in {one.account.phone for one in held}:
        raise Refused("own_phone", _("这是本人登录用的手机号，不能公示。"), advice=_("请填办公电话。"))
    post.service_phone, post.shows_name = number, shows_name
    post.save(update_fields=["service_phone", "shows_name"])


def notice_of(grid: Grid, *, day: date) -> Notice:
    """Read the notice of a grid; at most six statements."""
    posts = posts_over(around(grid), sorted(SHOWN))
    found = manned(posts, street=grid.street, day=day)
    return Notice(
        grid=grid,
        area=_area(grid),
        people=tuple(_people(one for role in WORKERS for one in found if one.post.role == role)),
        phone=_number(posts, SERVICE),
        supervision=_number(posts, SUPERVISION),
    )


def _people(found: Iterable[Manning]) -> list[tuple[str, str]]:
    told = []
    for manning in found:
        for tenure in manning.acting:
            name = tenure.account.name if manning.post.shows_name else mask_name(tenure.account.name)
            told.append((str(manning.post.rules.words), name))
    return told


def _number(posts: Iterable[Post], roles: tuple[str, ...]) -> str:
    """The number of the first of the roles that has one, the nearest post first."""
    known = [post for post in posts if post.service_phone and post.role in roles]
    return min(known, key=lambda post: roles.index(post.role)).service_phone if known else ""


def _area(grid: Grid) -> tuple[tuple[str, tuple[str, ...]], ...]:
    covered = Cover.objects.filter(street=grid.street, grid=grid).values("building")
    buildings = Building.objects.filter(street=grid.street, id__in=covered).select_related("estate", "yard__estate")
    groups: dict[str, list[str]] = {}
    for building in sorted(buildings, key=lambda one: (len(one.name), one.name)):
        estate = building.yard.estate if building.yard else building.estate
        name = " ".join(str(one) for one in (estate, building.yard) if one)
        groups.setdefault(name, []).append(building.name)
    return tuple((name, tuple(names)) for name, names in sorted(groups.items()))
