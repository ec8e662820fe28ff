"""Where a receipt is checked: where the case stands, and whether its record is what it was.

A wrong code and a mistyped one get the same answer, and whoever tries many has to wait.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.models import Case
from linli.cases.moves import transfers
from linli.cases.reading import shown
from linli.cases.receipts import forget
from linli.kit.throttle import Throttle
from linli.ledger import proofs, receipts
from linli.people import receipts_cookie
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.person import Person

WRONG_CODES = Throttle("receipt-wrong", most=10, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code. A right one lets this browser follow its stream and leads to it."""
    if request.method != "POST":
        return _form(request)
    place = WRONG_CODES.take(request)
    if not place:
        words = _("试的次数太多了，请过十分钟再来。")
        return _form(request, error=words, status=HTTPStatus.TOO_MANY_REQUESTS)
    receipt = receipts.find(request.POST.get("code", ""))
    if receipt is None:
        words = _("没有查到。请对照收件码再输一遍。")
        return _form(request, error=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    WRONG_CODES.give_back(place)
    return _lead_on(request, transfers.following(receipt.street, receipt.stream))


@never_cache
@require_safe
def show(request: HttpRequest, street: str, stream: UUID) -> HttpResponse:
    """What the code opened in this browser: state, whose turn, until when, and the proof. 404 without the code.

    Where the case went on elsewhere since the code was typed, it leads there.
    """
    person = person_of(request)
    receipt = receipts.of_stream(street=street, stream=stream) if stream in person.receipts else None
    if receipt is None:
        raise Http404
    ways = transfers.following(street, stream)
    if ways[-1][1] not in person.receipts:
        return _lead_on(request, ways)
    context = {
        "found": _standing(street, stream, person),
        "recorded": receipt.event.recorded,
        "proof": proofs.of(receipt),
        "street": street,
    }
    return render(request, "cases/receipt.html", context)


@require_POST
def leave(_request: HttpRequest) -> HttpResponse:
    """Forget in this browser what was opened in it."""
    response = redirect("home")
    forget(response)
    return response


def _lead_on(request: HttpRequest, ways: Sequence[tuple[str, UUID]]) -> HttpResponse:
    """Let this browser follow a case and those in which it goes on, and show the one of today."""
    response = redirect("receipt_opened", *ways[-1])
    receipts_cookie.grant_all(request, response, {stream: street for street, stream in ways})
    return response


def _form(request: HttpRequest, *, error: Words = "", status: int = HTTPStatus.OK) -> HttpResponse:
    field = {
        "name": "code",
        "label": _("收件码"),
        "kind": "text",
        "help": _("九位数字后面跟三组字母和数字，大小写、空格都不要紧。"),
        "value": request.POST.get("code", "")[: receipts.LONGEST],
        "required": True,
        "maxlength": receipts.LONGEST,
        "error": error,
    }
    return render(request, "cases/receipt_ask.html", {"field": field}, status=status)


def _standing(street: str, stream: UUID, person: Person) -> dict[str, Any]:
    """The case as far as the holder of its receipt may read it."""
    cases = Case.objects.visible_to(person).select_related("matter", "responsible_post", "responsible_organisation")
    case = cases.filter(street=street, id=stream).first()
    if case is None:
        raise Http404
    return shown.whole(case, person) | {"url": case.url}
