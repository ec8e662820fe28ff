"""The public notice of a grid, on a screen and to print on A4; and the grids of a community."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases.actions import Action
from linli.ledger.tenant import STREET_DIGITS
from linli.people.serving.grid_notices import notice_of
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, Grid
from linli.places.naming import place_name
from linli.places.successors import answers_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Seat


@require_safe
def grids(request: HttpRequest, place: str) -> HttpResponse:
    """Tell of one grid (15 digits), or name those of a community (12 digits); an old code leads on. 404 for what has none."""
    within = {GRID_DIGITS: "code", COMMUNITY_DIGITS: "place"}.get(len(place), "")
    found = (
        list(Grid.objects.filter(street=place[:STREET_DIGITS], **{within: place}).order_by("code")) if within else []
    )
    if found:
        return _notice(request, found[0]) if within == "code" else _several(request, place, found)
    after = answers_for(place)
    if after == place:
        raise Http404
    return redirect("grids", place=after)


def _several(request: HttpRequest, place: str, found: list[Grid]) -> HttpResponse:
    rows = [{"name": grid.name, "url": reverse("grids", args=[grid.code])} for grid in found]
    return render(request, "web/grids.html", {"place": place_name(place), "rows": rows})


def _notice(request: HttpRequest, grid: Grid) -> HttpResponse:
    code = grid.code
    context = {
        "notice": notice_of(grid, day=timezone.localdate()),
        "community": place_name(grid.place),
        "address": request.build_absolute_uri(reverse("grids", args=[code])),
        "back": reverse("grids", args=[grid.place]),
        "wish": reverse("raise", args=[code]),
    }
    return render(request, "web/grid.html", context)


def _own(seat: Seat) -> str:
    return reverse("grids", args=[seat.code]) if seat.role in {"desk", "grid"} else ""


ACTION = Action(_("网格公示"), _own)
"""What desk and grid hang up for their own place."""
