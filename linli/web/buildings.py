"""Pages of places for those who work there: the buildings of their communities, and what an address in words means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.lists import PAGE, chosen, number
from linli.cases.pages import seats_of
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.places.finding import find
from linli.places.models import COMMUNITY_DIGITS, Building, Cover
from linli.places.naming import communities_of, place_name
from linli.ui.environment import url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Seat
    from linli.places.finding import Place

ROLES = ("desk", "grid", "street", "system")
LONGEST = 120
CONFIDENCE = {"sure": gettext_lazy("确定"), "likely": gettext_lazy("很可能"), "possible": gettext_lazy("可能")}
PARTS = {"area": gettext_lazy("小区或院落"), "building": gettext_lazy("楼栋"), "unit": gettext_lazy("单元")}


@for_known
def buildings(request: HttpRequest) -> HttpResponse:
    """The buildings of the person's communities, with what stands around them and the grids over them."""
    seats = seats_of(person_of(request), ROLES)
    communities = _communities(seats)
    community = chosen(request, "community", [code for code, _name in communities])
    grid = chosen(request, "grid", ["none"])
    rows = Building.objects.filter(_within(seats, community))
    if grid:
        rows = rows.filter(~Exists(Cover.objects.filter(street=OuterRef("street"), building=OuterRef("pk"))))
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, number(request.GET.get("page", ""))), pages)
    covers = Prefetch(
        "covers", Cover.objects.filter(_within(seats, community)).select_related("grid").order_by("kind", "id")
    )
    shown = (
        rows.select_related("estate", "yard__estate", "block").prefetch_related(covers).order_by("place", "name", "id")
    )
    context = {
        "rows": [_row(each) for each in shown[(page - 1) * PAGE : page * PAGE]],
        "communities": [("", _("全部社区")), *communities] if len(communities) > 1 else [],
        "community": community,
        "grids": [("", _("全部")), ("none", _("还没有网格"))],
        "grid": grid,
        "page": page,
        "pages": pages,
        "total": total,
    }
    return render(request, "web/buildings.html", context)


@for_known
def address(request: HttpRequest) -> HttpResponse:
    """Words of an address in, places out. They are sent, never in the address bar, and kept nowhere."""
    seats = seats_of(person_of(request), ROLES)
    words = request.POST.get("words", "")[:LONGEST]
    found = find(words, place=seats[0].code[:COMMUNITY_DIGITS]) if words.strip() else None
    context = {
        "field": {
            "name": "words",
            "label": _("地址"),
            "kind": "text",
            "value": words,
            "required": True,
            "maxlength": LONGEST,
        },
        "place": place_name(seats[0].code[:COMMUNITY_DIGITS]),
        "found": [_found(each, found.room) for each in found.places] if found else None,
        "back": url("buildings"),
    }
    return render(request, "web/address.html", context)


def _communities(seats: Sequence[Seat]) -> list[tuple[str, str]]:
    codes = dict.fromkeys(seat.code[:COMMUNITY_DIGITS] for seat in seats)
    found = {code: place_name(code) for code in codes if len(code) == COMMUNITY_DIGITS}
    for street in (code for code in codes if len(code) < COMMUNITY_DIGITS):
        found |= dict(communities_of(street))
    return sorted(found.items())


def _within(seats: Sequence[Seat], community: str) -> Q:
    condition = Q()
    for seat in seats:
        condition |= Q(street=seat.street, place__startswith=seat.code[:COMMUNITY_DIGITS])
    return condition & Q(place=community) if community else condition


def _row(building: Building) -> dict[str, Any]:
    estate = building.estate or (building.yard.estate if building.yard else None)
    return {
        "name": building.name,
        "around": " ".join(str(each) for each in (estate, building.yard) if each),
        "community": place_name(building.place),
        "grids": "、".join(cover.grid.name for cover in building.covers.all()),
        "block": str(building.block or ""),
    }


def _found(place: Place, room: str) -> dict[str, Any]:
    unknown = "、".join(str(PARTS[part]) for part in place.unknown)
    return {
        "title": " ".join(str(each) for each in (place.estate, place.yard, place.building, place.unit) if each),
        "confidence": CONFIDENCE[place.confidence],
        "facts": [
            (_("小区"), place.estate),
            (_("院落"), place.yard),
            (_("楼栋"), place.building),
            (_("单元"), place.unit),
            (_("户"), room),
            (_("网格"), "、".join(grid.name for grid in place.grids)),
            (_("街区"), place.building.block if place.building else None),
            (_("没有找到"), unknown),
            (_("没有看懂"), place.reading.rest),
        ],
    }
