"""A post in words: its role and the place on which it stands (楼栋长 · 井儿街10号院 2号楼)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.people.roles import BUILDING, ESTATE, GRID, ORGANISATION, UNIT, YARD
from linli.places.naming import place_name
from linli.places.spoken import building_words, joined

if TYPE_CHECKING:
    from linli.people.posts import Post
    from linli.places.models import Building

WITH_PLACE = (
    "grid",
    "block",
    "estate",
    "yard__estate",
    "building__estate",
    "building__yard__estate",
    "unit__building__estate",
    "unit__building__yard__estate",
    "organisation",
)
"""What `where` reads of a post, for ``select_related``."""


def told(post: Post) -> str:
    """Role and place."""
    return f"{post.rules.words} · {where(post)}"


def where(post: Post) -> str:
    """The place in words, as people say it within their community."""
    if post.kind == UNIT and post.unit:
        return f"{where_building(post.unit.building)} {post.unit}"
    if post.kind == BUILDING and post.building:
        return where_building(post.building)
    if post.kind == YARD and post.yard:
        return joined(post.yard.estate, post.yard, between=" ")
    if post.kind == GRID and post.grid:
        return place_name(post.grid.code)
    if post.kind in {ESTATE, ORGANISATION} or post.block:
        return str(post.estate or post.organisation or post.block)
    return place_name(post.place)


def where_building(building: Building) -> str:
    """A building with the yard or the estate around it."""
    return building_words(building, between=" ")
