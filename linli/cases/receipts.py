"""Handing out a receipt: shown once, to the browser that asked, for half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.cases.models import Case
from linli.ledger.receipts import in_groups, of_stream
from linli.people import receipts_cookie
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "linli_fresh"
SALT = "linli.cases.receipts"
SECONDS = 30 * 60


def hand_out(request: HttpRequest, *, street: str, stream: UUID) -> HttpResponse:
    """Lead to the page that shows the code of ``stream``. Whoever has no account may also follow it from here on."""
    response = redirect("receipt_new")
    response.set_signed_cookie(
        COOKIE,
        f"{street}/{stream}",
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if not person_of(request).is_known:
        receipts_cookie.grant(request, response, stream=stream)
    return response


@never_cache
def fresh(request: HttpRequest) -> HttpResponse:
    """The code that was just made, to be photographed or written down."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS) or ""
    street, _slash, stream = told.partition("/")
    receipt = of_stream(street=street, stream=UUID(stream)) if stream else None
    if receipt is None:
        raise Http404
    case = Case.objects.select_related("responsible_post").filter(street=street, id=receipt.stream).first()
    follow = case.url if case and Case.objects.visible_to(person_of(request)).filter(id=case.id).exists() else ""
    context = {
        "code": in_groups(receipt.code),
        "case": case,
        "hash": receipt.event.hash,
        "next": _("%(who)s会核对，不署名公布，等人认领。") % {"who": case.responsible_post.title}
        if case and case.responsible_post
        else "",
        "follow": follow,
    }
    return render(request, "cases/fresh.html", context)
