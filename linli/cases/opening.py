"""Opening a case on a matter: the one way in, from every page, window and import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.intakes import INTAKE
from linli.cases.models import Case, Matter
from linli.flows.doors import begin, begin_together
from linli.kit.asked import Asked, Slot
from linli.kit.refused import Refused
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Post
from linli.people.posts import in_force
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, Grid
from linli.places.successors import answers_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from linli.people.person import Person


def open_case(*, matter: str, place: str, by: Person, at: datetime, token: str = "", **answers: object) -> Case:
    """Open a case on the ``matter`` in force at ``place`` (a community's or grid's code) and give it to the desk there.

    A receipt is made with it. Raises Refused (``not_offered``, ``place_not_open``), Incomplete or AlreadySent.
    """
    place, desk = _open_at(place)
    in_force = offered(matter, place)
    case = Case(
        street=place[:STREET_DIGITS],
        flow=in_force.flow,
        matter=in_force,
        place=place,
        responsible_post=desk,
    )
    return begin(case, by=by, at=at, token=token, receipt=True, facts={"matter": in_force.told}, **answers)


def open_together(
    asked: Iterable[tuple[datetime, Mapping[str, object]]],
    *,
    matter: str,
    place: str,
    by: Person,
    intake: UUID,
    failed: Callable[[int, Refused], None],
) -> dict[int, Case]:
    """Open many cases of one ``intake`` on one matter at one place, each at its time, in the caller's transaction.

    They are given by their place in ``asked``; ``failed`` is told the place of each that was refused. Otherwise as
    `open_case`, with as many statements as one case takes.
    """
    place, desk = _open_at(place)
    in_force = offered(matter, place)
    cases = [
        (
            Case(street=place[:STREET_DIGITS], flow=in_force.flow, matter=in_force, place=place, responsible_post=desk),
            at,
            answers,
        )
        for at, answers in asked
    ]
    order = {case.id: number for number, (case, _at, _answers) in enumerate(cases)}
    made = begin_together(
        cases,
        by=by,
        receipt=True,
        facts={"matter": in_force.told, INTAKE: str(intake)},
        failed=lambda case, refused: failed(order[case.id], refused),
    )
    return {order[case.id]: case for case in made}


def answering(place: str) -> str:
    """The code under which a case at ``place`` is opened: of a community that was merged, the successor's."""
    return place if _desk_at(place) is not None else answers_for(place)


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
    return _open_at(place)[1]


def _open_at(place: str) -> tuple[str, Post]:
    """The code under which a case at ``place`` is opened, and the desk there.

    Of a community that was merged they are the successor's: codes on paper stay good, a grid's as well. The regions
    are asked only where the community's own desk is closed.
    """
    desk = _desk_at(place)
    if desk is None:
        place = answers_for(place)
        desk = _desk_at(place)
    if desk is None:
        raise Refused("place_not_open", _("这个社区还没有开通。"), advice=_("请检查社区是否选对，或到社区窗口办理。"))
    return place, desk


def _desk_at(place: str) -> Post | None:
    street, community = place[:STREET_DIGITS], place[:COMMUNITY_DIGITS]
    if len(place) == GRID_DIGITS and not Grid.objects.filter(street=street, code=place).exists():
        return None
    return _desk.first(street=street, code=community) if len(place) in (COMMUNITY_DIGITS, GRID_DIGITS) else None


_desk = Asked(
    lambda: (
        Post.objects.filter(
            street=Slot("street", Post),
            role="desk",
            place=Slot("code", Post, "place"),
        )
        .filter(in_force())
        .order_by("id")[:1]
    )
)
