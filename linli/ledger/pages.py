"""Public pages of the daily roots: whoever keeps a line from here can later show what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.kit.crypto import key_ring
from linli.ledger import root_document, roots_file
from linli.ledger.days import end_of
from linli.ledger.models import Event, Root

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    NameOf = Callable[[str], str]

PAGE = 50
IN_FEED = 30


@require_safe
def street(request: HttpRequest, street: str, name_of: NameOf = str) -> HttpResponse:
    """The street's roots, newest first. ``name_of`` gives the spoken name of a street's code."""
    pages = Paginator(_roots(street), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "place": {"name": name_of(street), "code": street},
        "roots": [_row(root) for root in page],
        "page": page.number,
        "pages": pages.num_pages,
        "total": pages.count,
        "file_url": reverse("roots_file", args=[street]),
        "feed_url": reverse("roots_feed", args=[street]),
        "key_url": reverse("roots_key"),
    }
    return render(request, "ledger/roots.html", context)


@require_safe
def file(request: HttpRequest, street: str, name_of: NameOf = str) -> HttpResponseBase:
    """The published file; where this machine has none, the same lines from the database."""
    del request, name_of
    found = _roots(street)
    kept = roots_file.file_of(street)
    response: HttpResponseBase = (
        FileResponse(kept.open("rb"))
        if kept.exists()
        else StreamingHttpResponse(f"{roots_file.line_of(root)}\n" for root in found.order_by("number").iterator())
    )
    response["Content-Type"] = "application/x-ndjson; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{street}.jsonl"'
    return response


@require_safe
def feed(request: HttpRequest, street: str, name_of: NameOf = str) -> HttpResponse:
    """The newest roots as an Atom feed, so that a reader anywhere keeps them without doing anything."""
    page = request.build_absolute_uri(reverse("roots", args=[street]))
    atom = Atom1Feed(
        title=_("%(place)s 每日封存") % {"place": name_of(street)},
        link=page,
        description="",
        feed_url=request.build_absolute_uri(),
        feed_guid=page,
    )
    for root in _roots(street)[:IN_FEED]:
        closed = end_of(root.day)
        atom.add_item(
            title=f"{root.day.isoformat()} {root.hash}",
            link=page,
            description=roots_file.line_of(root),
            unique_id=f"urn:uuid:{root.id}",
            pubdate=closed,
            updateddate=closed,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def key(request: HttpRequest, name_of: NameOf = str) -> JsonResponse:
    """The public keys by id, and what exactly they sign."""
    del request, name_of
    told = {
        "algorithm": "Ed25519",
        "keys": key_ring().public_keys(),
        "signed": root_document.to_sign("{hash}").decode(),
        "hash": f"SHA-256({root_document.ROOT} NUL document)",
    }
    return JsonResponse(told)


def _roots(street: str) -> QuerySet[Root]:
    """The street's roots, newest first; 404 for a street in which nothing was ever written."""
    found = Root.objects.filter(street=street).order_by("-number")
    if not found.exists() and not Event.objects.filter(street=street).exists():
        raise Http404
    return found


def _row(root: Root) -> dict[str, Any]:
    try:
        listed = root_document.read(root.document).streams
    except root_document.NotARootError:  # `linli verify` names it; the page still shows the signed hash
        listed = ()
    return {
        "day": root.day,
        "events": sum(one.last - one.first + 1 for one in listed),
        "streams": len(listed),
        "hash": root.hash,
        "signature": root.signature,
        "key": root.key,
    }
