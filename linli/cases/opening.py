"""Opening a case on a matter: the one way in, from every page, window and import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case, Matter
from linli.flows.doors import begin
from linli.kit.asked import Asked, Slot
from linli.kit.refused import Refused
from linli.people.models import Post
from linli.places.models import Grid, Region
from linli.places.successors import follow

if TYPE_CHECKING:
    from datetime import datetime

    from linli.people.person import Person

STREET = 9
COMMUNITY = 12
GRID = 15


def open_case(*, matter: str, place: str, by: Person, at: datetime, token: str = "", **answers: object) -> Case:
    """Open a case on the ``matter`` in force at ``place`` (a community's or grid's code) and give it to the desk there.

    A receipt is made with it. Raises Refused (``not_offered``, ``place_not_open``), Incomplete or AlreadySent.
    """
    place = answering(place)
    in_force = offered(matter, place)
    case = Case(
        street=place[:STREET],
        flow=in_force.flow,
        matter=in_force,
        place=place,
        responsible_post=desk_of(place),
    )
    return begin(case, by=by, at=at, token=token, receipt=True, facts={"matter": in_force.told}, **answers)


def answering(place: str) -> str:
    """The code under which a case at ``place`` is opened: of a community that was merged, the successor's.

    Codes on paper stay good, a grid's as well. Asked of the regions only where the community's own desk is closed.
    """
    if len(place) not in (COMMUNITY, GRID) or _desk.first(street=place[:STREET], code=place[:COMMUNITY]) is not None:
        return place
    after = follow(place[:COMMUNITY])
    if len(after) != COMMUNITY:
        return place
    grid = Grid.objects.filter(street=after[:STREET], place=after, before=place).first() if len(place) == GRID else None
    return grid.code if grid else after


def offered(matter: str, place: str) -> Matter:
    """The matter's version in force at ``place``; Refused where it is not offered."""
    try:
        return Matter.objects.in_force(matter, place=place)
    except Matter.DoesNotExist:
        raise Refused(
            "not_offered", _("这里还没有开办这件事。"), advice=_("请换一个社区，或到社区窗口问一问。")
        ) from None


def desk_of(place: str) -> Post:
    """The desk that answers for what comes in at ``place``, a community's code or that of one of its grids.

    It is the post, whether or not somebody holds it today. Refused (``place_not_open``) for any other code, and for one
    that was revoked without a successor in its street.
    """
    place = answering(place)
    community = place[:COMMUNITY]
    desk = None
    if len(place) == COMMUNITY or (
        len(place) == GRID and Grid.objects.filter(street=place[:STREET], code=place).exists()
    ):
        desk = _desk.first(street=place[:STREET], code=community)
    if desk is None:
        raise Refused("place_not_open", _("这个社区还没有开通。"), advice=_("请检查社区是否选对，或到社区窗口办理。"))
    return desk


_desk = Asked(
    lambda: Post.objects.filter(
        street=Slot("street", Post),
        role="desk",
        place__code=Slot("code", Region),
        place__valid_to__isnull=True,
    ).order_by("id")[:1]
)
