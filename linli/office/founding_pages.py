"""Founding a post: which role, on which place, and who takes it up. A place with homes is found by the words of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.office import post_deeds, sheets
from linli.office.deeds import Doing
from linli.office.frame import framed
from linli.office.gate import inside, read_inside
from linli.people.models import Post
from linli.people.person import person_of
from linli.people.roles import AROUND_HOMES, BLOCK, COMMUNITY, GRID, KINDS, ORGANISATION, STREET, TABLE, UNIT, Role
from linli.people.serving.founding import kind_of, post_at
from linli.people.serving.post_words import where
from linli.places.finding import find
from linli.places.models import Block, Building, Estate, Grid, Region, Unit, Yard
from linli.places.spoken import missed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.places.finding import Place as Found

LONGEST = 120
MODELS: dict[str, Any] = {
    STREET: Region,
    COMMUNITY: Region,
    GRID: Grid,
    BLOCK: Block,
    "estate": Estate,
    "yard": Yard,
    "building": Building,
    UNIT: Unit,
}


@read_inside
def roles(request: HttpRequest, street: str) -> HttpResponse:
    """Choose a role. A liaison's post comes with the organisation."""
    offered = [role for role in TABLE if ORGANISATION not in role.on]
    cards = [
        {"label": role.words, "note": _note(role), "url": reverse("office_new_post_of", args=[street, role.code])}
        for role in offered
    ]
    context = {"title": _("设岗位"), "cards": cards, "back": reverse("office_posts", args=[street])}
    return render(request, "office/new_post.html", {**framed(street), **context})


def _note(role: Role) -> str:
    return f"{role.does}（{'、'.join(str(KINDS[kind]) for kind in role.on)}）"


@require_http_methods(["GET", "HEAD", "POST"])
@inside
def places(request: HttpRequest, street: str, noun: str) -> HttpResponse:
    """Choose the place: the few are listed, those with homes are found by words that are sent and kept nowhere."""
    role = _role_or_404(noun)
    words = request.POST.get("words", "")[:LONGEST]
    listed = list(_listed(role, street))
    meant = find(words, place=street).places if words.strip() else ()
    found = list(_found(role, street, meant))
    context = {
        "title": role.words,
        "intro": role.does,
        "back": reverse("office_new_post", args=[street]),
        "groups": [(KINDS[kind], rows) for kind in role.on if (rows := _rows(role, street, kind, listed))],
        "searches": bool(set(role.on) & set(AROUND_HOMES)),
        "words": words,
        "found": [_row(role, street, one) for one in found] if words.strip() else None,
        "missed": missed(part for place in meant for part in place.unknown),
    }
    return render(request, "office/new_post_of.html", {**framed(street), **context})


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(["GET", "HEAD", "POST"])
@inside
def at_place(request: HttpRequest, street: str, noun: str, form: str, key: UUID) -> HttpResponse:
    """Found the post, and appoint at once whoever is named."""
    role, place = _role_or_404(noun), _place_or_404(street, form, key)
    doing = Doing(street=street, by=person_of(request), at=timezone.now(), place=place, role=role)
    back = reverse("office_new_post_of", args=[street, noun])
    title = f"{role.words} · {_told(role, street, place)}"
    return sheets.answer(request, post_deeds.found_deed(role), doing, back=back, title=title)


def _listed(role: Role, street: str) -> Iterator[Any]:
    if STREET in role.on:
        yield Region.objects.by_code(street)
    if COMMUNITY in role.on:
        yield from Region.objects.communities_of(street)
    if GRID in role.on:
        yield from Grid.objects.filter(street=street).order_by("code")
    if BLOCK in role.on:
        yield from Block.objects.filter(street=street).order_by("name")


def _rows(role: Role, street: str, kind: str, listed: list[Any]) -> list[dict[str, Any]]:
    return [_row(role, street, one) for one in listed if kind_of(one) == kind]


def _row(role: Role, street: str, place: Any) -> dict[str, Any]:
    """The place, and its post where it has the one that it can have."""
    there = post_at(place, role.code, street=street) if role.one_post else None
    address = reverse("office_new_post_at", args=[street, role.code, kind_of(place), place.pk])
    return {
        "name": _told(role, street, place),
        "kind": KINDS[kind_of(place)],
        "there": there is not None,
        "url": reverse("office_post", args=[street, there.pk]) if there else address,
    }


def _found(role: Role, street: str, meant: Sequence[Found]) -> Iterator[Any]:
    """The places that the words may mean, of the kinds on which the role stands; with a building its units."""
    seen: set[UUID] = set()
    for place in meant:
        for one in _of(place):
            if kind_of(one) in role.on and one.pk not in seen:
                seen.add(one.pk)
                yield one
        if UNIT in role.on and place.building and not place.unit:
            yield from Unit.objects.filter(street=street, building=place.building).order_by("name", "id")


def _of(place: Found) -> Iterator[Any]:
    yield from (one for one in (place.unit, place.building, place.yard, place.estate) if one is not None)


def _told(role: Role, street: str, place: Any) -> str:
    kind = kind_of(place)
    around = place.code if isinstance(place, Region) else getattr(place, "place", "") or street
    pointer = {kind: place} if kind not in {STREET, COMMUNITY} else {}
    return where(Post(street=street, role=role.code, kind=kind, place=around, **pointer))


def _role_or_404(code: str) -> Role:
    found = next((role for role in TABLE if role.code == code and ORGANISATION not in role.on), None)
    if found is None:
        raise Http404
    return found


def _place_or_404(street: str, kind: str, key: UUID) -> Any:
    model = MODELS.get(kind)
    if model is None:
        raise Http404
    if model is Region:
        found = Region.objects.in_force().filter(pk=key, code__startswith=street, level=kind).first()
    else:
        found = model._default_manager.filter(street=street, pk=key).first()
    if found is None:
        raise Http404
    return found
