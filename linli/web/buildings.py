"""Pages of places for those who work there: the buildings of their communities, and what an address in words means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.pages.case_pages import seats_of
from linli.cases.reading.lists import PAGE, number
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS
from linli.places.finding import find
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import place_name
from linli.places.spoken import missed
from linli.ui.environment import url
from linli.web.building_list import chosen_from

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.places.finding import Place
    from linli.places.models import Building

ROLES = HANDLERS | {"system"}
LONGEST = 120
CONFIDENCE = {"sure": gettext_lazy("确定"), "likely": gettext_lazy("很可能"), "possible": gettext_lazy("可能")}


@for_known
def buildings(request: HttpRequest) -> HttpResponse:
    """The buildings of the person's communities, with what stands around them and the grids over them."""
    asked = chosen_from(request, seats_of(person_of(request), ROLES))
    rows, page, total = asked.page(number(request.GET.get("page", "")))
    pages = max(1, -(-total // PAGE))
    context = {"rows": [_row(each) for each in rows], "chosen": asked, "page": page, "pages": pages, "total": total}
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
            (_("没有找到"), missed(place.unknown)),
            (_("没有看懂"), place.reading.rest),
        ],
    }
