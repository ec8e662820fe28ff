"""How long what is kept is kept, for everybody to read: made from the timers that the worker runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from linli.people import retention

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def kept(request: HttpRequest) -> HttpResponse:
    """One card for each purpose."""
    rows = [
        {"what": one.what, "since": one.since, "why": one.why, "days": one.days(), "confirmed": one.confirmed}
        for one in retention.timers()
    ]
    return render(request, "web/kept.html", {"rows": rows})
