"""The form of a matter in its other shapes: on paper, as a table to fill in, as a schema for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.beginning import beginning_of
from linli.cases.reading.exports import FORMATS
from linli.forms import columns
from linli.forms.page import page_fields

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.cases.beginning import Beginning
    from linli.forms.form import Form

BLANK_ROWS = 4


@require_safe
def on_paper(request: HttpRequest, matter: str) -> HttpResponse:
    """The form to be printed and filled in by hand; 404 for a matter that is not begun on a page."""
    beginning = _beginning(matter)
    fields = page_fields(_asked(beginning), typed={}, errors={})
    files = [
        {"label": _("下载表格（Excel）"), "url": reverse("form_file", args=[matter, "xlsx"]), "plain": True},
        {"label": _("接口格式（JSON Schema）"), "url": reverse("form_file", args=[matter, "json"]), "plain": True},
    ]
    context = {
        "title": beginning.words,
        "fields": [each | {"blank_rows": BLANK_ROWS} for each in fields],
        "files": files,
    }
    return render(request, "forms/blank.html", context)


@require_safe
def as_file(_request: HttpRequest, matter: str, form: str) -> HttpResponse:
    """The same as an empty table (xlsx) or as a JSON Schema (json)."""
    beginning = _beginning(matter)
    asked = _asked(beginning)
    if form == "json":
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": str(beginning.words)}
        return JsonResponse(schema | asked.schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response = HttpResponse(columns.blank(asked, title=str(beginning.words)), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="{matter}.xlsx"'
    return response


def _beginning(matter: str) -> Beginning:
    try:
        return beginning_of(matter)
    except KeyError:
        raise Http404 from None


def _asked(beginning: Beginning) -> Form:
    """What is asked for oneself: whoever fills in a paper does so for themselves."""
    return beginning.for_oneself or beginning.step.asks
