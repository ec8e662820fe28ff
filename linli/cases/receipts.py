"""Handing out a receipt: shown once, to the browser that asked, for half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from linli.cases.models import Case
from linli.cases.reading import shown
from linli.flows import tokens
from linli.ledger.receipts import in_groups, of_stream
from linli.papers import pages as papers
from linli.people import receipts_cookie
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from linli.people.person import Person

COOKIE = "linli_fresh"
SALT = "linli.cases.receipts.2"  # the form of the value; another one reads as none
SECONDS = 30 * 60


def hand_out(request: HttpRequest, *, street: str, stream: UUID) -> HttpResponse:
    """Lead to the page that shows the code of ``stream``. Whoever has no account may also follow it from here on."""
    person = person_of(request)
    response = redirect("receipt_new")
    response.set_signed_cookie(
        COOKIE,
        f"{_account(person)}/{street}/{stream}",
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if not person.is_known:
        receipts_cookie.grant(request, response, street=street, stream=stream)
    return response


def forget(response: HttpResponseBase) -> None:
    """Show none of them in this browser any more: somebody else sits at the machine now, or may soon."""
    response.delete_cookie(COOKIE, samesite="Lax")
    receipts_cookie.withdraw(response)


@never_cache
def fresh(request: HttpRequest) -> HttpResponse:
    """The code that was just made, to be photographed or written down."""
    street, stream = _made(request)
    receipt = of_stream(street=street, stream=UUID(stream)) if stream else None
    if receipt is None:
        raise Http404
    case = Case.objects.select_related("responsible_post").filter(street=street, id=receipt.stream).first()
    follow = case.url if case and Case.objects.visible_to(person_of(request)).filter(id=case.id).exists() else ""
    context = {
        "code": in_groups(receipt.code),
        "case": case,
        "hash": receipt.event.hash,
        "next": str(case.table.promise) % {"who": shown.responsible(case)} if case else "",
        "follow": follow,
        "papers": papers.offered(request, case) if case and follow else [],
    }
    response = render(request, "cases/fresh.html", context)
    tokens.remember(request, response)
    return response


def shown_code(request: HttpRequest, case: Case) -> str:
    """The code of ``case`` while this browser may see it, in groups; '' before and after."""
    if _made(request) != (case.street, str(case.id)):
        return ""
    receipt = of_stream(street=case.street, stream=case.id)
    return in_groups(receipt.code) if receipt else ""


def _made(request: HttpRequest) -> tuple[str, str]:
    """Street and stream of what was just made in this browser by this person, two empty texts if nothing was."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS) or ""
    whose, street, stream = told.split("/") if told else ("", "", "")
    return (street, stream) if stream and whose == _account(person_of(request)) else ("", "")


def _account(person: Person) -> str:
    return str(person.account_id or "")
