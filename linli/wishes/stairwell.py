"""The page for the stairwell: a code that leads to the form of this place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases.actions import Action, registering
from linli.cases.beginning import REGISTERS
from linli.cases.pages.begin_page import open_place
from linli.places.naming import place_name
from linli.wishes.rules import MATTER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Seat


@require_safe
def code(request: HttpRequest, place: str) -> HttpResponse:
    """A page to print on A4: the address of the form as a QR code and in letters. 404 for a place that is not open."""
    place = open_place(place)
    address = request.build_absolute_uri(reverse("raise", args=[place]))
    return render(request, "wishes/code.html", {"place": place_name(place), "address": address})


def _code(seat: Seat) -> str:
    return reverse("wish_code", args=[seat.code]) if seat.role in REGISTERS else ""


ACTIONS = (registering(_("登记心愿"), MATTER), Action(_("楼道二维码"), _code))
"""What the desk and the grid begin for their own place."""
