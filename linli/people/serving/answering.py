"""Who answers for a place: posts on it and on what lies around it, the nearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from linli.people.models import Post
from linli.people.presence import Manning, manned
from linli.people.roles import BLOCK, BUILDING, COMMUNITY, ESTATE, GRID, STREET, UNIT, YARD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from linli.places.around import Around

NEAREST_FIRST = (UNIT, BUILDING, YARD, ESTATE, GRID, COMMUNITY, BLOCK, STREET)


def posts_over(place: Around, roles: Iterable[str]) -> list[Post]:
    """Posts with one of the roles on the place or around it, the nearest first; one statement.

    Of two at one place the role that was named first comes first.
    """
    wanted = list(roles)
    found = Post.objects.filter(_stands_over(place), street=place.street, role__in=wanted).select_related("grid")
    return sorted(found, key=lambda post: (NEAREST_FIRST.index(post.kind), wanted.index(post.role), post.id))


def answering(place: Around, roles: Iterable[str], *, day: date) -> Manning | None:
    """The nearest post at which somebody acts that day; the nearest of all where nobody does, None without any.

    Three statements.
    """
    found = manned(posts_over(place, roles), street=place.street, day=day)
    return next((one for one in found if not one.vacant), next(iter(found), None))


def _stands_over(place: Around) -> Q:
    condition = Q(kind=STREET)
    if place.community:
        condition |= Q(kind=COMMUNITY, place=place.community)
    keys: dict[str, Any] = {
        UNIT: place.unit,
        BUILDING: place.building,
        YARD: place.yard,
        ESTATE: place.estate,
        BLOCK: place.block,
    }
    for kind, key in keys.items():
        if key is not None:
            condition |= Q(kind=kind, **{kind: key})
    return condition | Q(kind=GRID, grid__in=place.grids) if place.grids else condition
