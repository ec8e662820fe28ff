"""The page for the stairwell: a code that leads to the form of this place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases.actions import Action
from linli.cases.pages.begin_page import open_place
from linli.places.naming import place_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Seat

REGISTER = ("desk", "grid")
"""The roles that register wishes for others and put up the code."""


@require_safe
def code(request: HttpRequest, place: str) -> HttpResponse:
    """A page to print on A4: the address of the form as a QR code and in letters. 404 for a place that is not open."""
    place = open_place(place)
    address = request.build_absolute_uri(reverse("raise", args=[place]))
    return render(request, "wishes/code.html", {"place": place_name(place), "address": address})


def _own(route: str, seat: Seat) -> str:
    return reverse(route, args=[seat.code]) if seat.role in REGISTER else ""


def _form(seat: Seat) -> str:
    return _own("raise", seat)


def _code(seat: Seat) -> str:
    return _own("wish_code", seat)


ACTIONS = (Action(_("登记心愿"), _form), Action(_("楼道二维码"), _code))
"""What the desk and the grid begin for their own place."""
