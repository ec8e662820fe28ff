"""The public notice of a grid, on a screen and to print on A4; and the grids of a community."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases.actions import Action
from linli.ledger.tenant import STREET_DIGITS
from linli.people.serving.grid_notices import notice_of
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, Grid
from linli.places.naming import place_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Seat


@require_safe
def grids(request: HttpRequest, place: str) -> HttpResponse:
    """Tell of one grid (15 digits), or name those of a community (12 digits). 404 for what has none."""
    if len(place) == GRID_DIGITS:
        return _notice(request, place)
    found = Grid.objects.none()
    if len(place) == COMMUNITY_DIGITS:
        found = Grid.objects.filter(street=place[:STREET_DIGITS], place=place).order_by("code")
    rows = [{"name": grid.name, "url": reverse("grids", args=[grid.code])} for grid in found]
    if not rows:
        raise Http404
    return render(request, "web/grids.html", {"place": place_name(place), "rows": rows})


def _notice(request: HttpRequest, code: str) -> HttpResponse:
    grid = Grid.objects.filter(street=code[:STREET_DIGITS], code=code).first()
    if grid is None:
        raise Http404
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
