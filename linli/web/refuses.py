"""What has no place here, for everybody to read: made from the list that imports, forms and the proof obey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from linli.kit.refusals import BASIS, REFUSALS
from linli.ui.wording import listed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def refuses(request: HttpRequest) -> HttpResponse:
    """One card for each thing: what, why, and the law that names it."""
    return render(request, "web/refuses.html", {"refusals": REFUSALS, "basis": listed(BASIS)})
