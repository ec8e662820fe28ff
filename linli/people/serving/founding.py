"""Founding a post on any kind of place on which its role may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Organisation, Post
from linli.people.posts import POINTERS
from linli.people.roles import role_named
from linli.people.serving.post_words import where
from linli.places.models import Region

if TYPE_CHECKING:
    from linli.places.models import Block, Building, Estate, Grid, Unit, Yard

    Place = Region | Grid | Block | Estate | Yard | Building | Unit | Organisation

LONGEST = 60


def kind_of(place: Place) -> str:
    """The kind of place that it is, in the words of the table of roles; for a region its level."""
    return place.level if isinstance(place, Region) else type(place).__name__.lower()


def post_at(place: Place, role: str, *, street: str) -> Post | None:
    """The first post with this role on this place."""
    return Post.objects.filter(street=street, **_standing(place, role)).order_by("id").first()


def found_post(place: Place, role: str, *, street: str, title: str = "") -> Post:
    """Make a post; its title says role and place where none is given.

    Refused (``not_there``) where the role does not stand on such a place or the place does not lie in the street,
    (``there_already``) where the place has its one post of this role.
    """
    standing = _standing(place, role)
    if standing["kind"] not in role_named(role).on or not standing["place"].startswith(street):
        raise Refused("not_there", _("这个岗位不设在这样的地方。"))
    post = Post(street=street, **standing)
    post.title = title or _title(post)
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError:
        raise Refused("there_already", _("这里已经有这个岗位。"), advice=_("请直接任命。")) from None
    return post


def _standing(place: Any, role: str) -> dict[str, Any]:
    """The columns that say where a post stands."""
    kind = kind_of(place)
    around = place.code if isinstance(place, Region) else getattr(place, "place", "") or place.street
    return {"role": role, "kind": kind, "place": around, **({kind: place} if kind in POINTERS else {})}


def _title(post: Post) -> str:
    """Role and place in Chinese, whoever founds it; a long name of a place loses its beginning."""
    with translation.override("zh-hans"):
        return f"{where(post).replace(' ', '')}{post.rules.words}"[-LONGEST:]
