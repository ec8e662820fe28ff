"""Choosing size of text and colours: one button on every page, all choices on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.ui.appearance import COLOURS, TEXTS, Appearance, appearance_of, remember

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep what was chosen in the browser and go back to where it was chosen."""
    now = appearance_of(request)
    if request.method == "POST":
        text, colours = request.POST.get("text", now.text), request.POST.get("colours", now.colours)
        chosen = Appearance(text if text in TEXTS else now.text, colours if colours in COLOURS else now.colours)
        response = redirect(_back(request))
        remember(response, chosen)
        return response
    asked = (("text", _("字号"), TEXTS, now.text), ("colours", _("颜色"), COLOURS, now.colours))
    fields = [
        {
            "name": name,
            "kind": "choice",
            "label": label,
            "choices": list(choices.items()),
            "value": value,
            "required": True,
        }
        for name, label, choices, value in asked
    ]
    return render(request, "web/appearance.html", {"fields": fields})


def _back(request: HttpRequest) -> str:
    """The page on which it was chosen, if it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else reverse("appearance")
