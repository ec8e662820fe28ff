"""The wall: wishes that wait for somebody."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.opening import answering
from linli.cases.reading import lists, shown
from linli.flows.open_steps import step_url
from linli.kit.asked import Asked, Slot
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Post
from linli.people.person import person_of
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import communities_of, place_name
from linli.wishes.rules import KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


CARDS = 24


def wall(request: HttpRequest, place: str) -> HttpResponse:
    """Wishes that wait for somebody: of a community (its own and the street's) or of a street. 404 where none is open."""
    if len(place) == COMMUNITY_DIGITS and (now := answering(place)) != place:
        return redirect("wall", place=now)
    name = place_name(place)
    if name == place or len(place) not in (
        STREET_DIGITS,
        COMMUNITY_DIGITS,
    ):  # a code that nobody knows stands for itself
        raise Http404
    if _desk.first(street=place[:STREET_DIGITS]) is None:
        raise Http404
    kind = lists.chosen(request, "kind", [code for code, _label in KINDS])
    communities = communities_of(place) if len(place) == STREET_DIGITS else []
    community = lists.chosen(request, "community", [code for code, _name in communities])
    part = _on_wall(community or place, kind).cut(request)
    person = person_of(request)
    context = {
        "place": {"name": name, "code": place},
        "cards": [
            {**row, "published": row["changed"], "claim_url": step_url(case, "claim")}
            for case, row in zip(part.cases, shown.rows(part.cases, person), strict=True)
        ],
        "kinds": [("", _("全部")), *KINDS],
        "kind": kind,
        "communities": [("", _("全街道")), *communities] if communities else [],
        "community": community,
        "whole_street": len(place) == STREET_DIGITS and not community,
        "page": part.page,
        "pages": part.pages,
        "total": part.total,
        "wish_url": reverse("raise", args=[place]) if len(place) == COMMUNITY_DIGITS else reverse("choose"),
    }
    return render(request, "wishes/wall.html", context)


_desk = Asked(lambda: Post.objects.filter(street=Slot("street", Post), role="desk").order_by("id")[:1])


@lru_cache(maxsize=256)
def _on_wall(place: str, kind: str) -> lists.Listed:
    """The wishes that are published there: of a community its own and the street's."""
    published = Case.objects.filter(
        street=place[:STREET_DIGITS], scope__in={place, place[:STREET_DIGITS]}, state="published"
    )
    published = published.filter(flow__startswith="wish/", **({"kind": kind} if kind else {}))
    return lists.Listed(published.order_by("-changed"), size=CARDS)


def wall_here(request: HttpRequest) -> HttpResponse:
    """The wall of the person's street, or of the first street that is open."""
    person = person_of(request)
    street = person.seats[0].street if person.seats else _first_street()
    return redirect("wall", place=street) if street else render(request, "cases/choose.html", {"places": []})


def _first_street() -> str:
    return Post.objects.filter(role="desk").order_by("street").values_list("street", flat=True).first() or ""
