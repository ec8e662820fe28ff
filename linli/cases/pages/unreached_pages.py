"""The desk's list of who was not told, and what it does about it: numbers to call, and what came of each call or visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.finding import case_or_404
from linli.cases.pages.call_list import most, must_call, seats_of
from linli.cases.reaching import calls, files, listing, results
from linli.cases.reading.exports import FORMATS
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.forms.form import Form
from linli.notices import by_hand
from linli.people.doorway import for_known
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.cases.reaching.listing import Chosen
    from linli.kit.refused import Refused
    from linli.notices.models import Delivery
    from linli.people.person import Person

NUMBERS = "numbers"
"""The purpose of the form that shows whole numbers."""


@never_cache
@require_safe
@for_known
def unreached(request: HttpRequest) -> HttpResponse:
    """The list: who, of what, why not yet, what next."""
    found = _chosen(request)
    rows, page, pages, total = found.cut(request)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "rows": listing.shown_rows(rows, found.seats),
        "which": found.which,
        "whichs": [(name, words) for name, (words, _condition) in listing.WHICH.items()],
        "order": found.order,
        "orders": [(name, words) for name, (words, _columns) in listing.ORDERS.items()],
        "community": found.community,
        "number": found.number,
        "communities": [("", _("全部社区")), *found.communities] if len(found.communities) > 1 else [],
        "page": page,
        "pages": pages,
        "total": total,
        "numbers_url": f"{reverse('unreached_numbers')}{query}" if found.which in listing.TO_DO else "",
        "exports": [(form, f"{reverse('unreached_export', args=[form])}{query}") for form in FORMATS],
    }
    return render(request, "cases/unreached.html", context)


@require_safe
@for_known
def unreached_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file, without anybody in it."""
    return files.answer(form, _chosen(request))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def unreached_numbers(request: HttpRequest) -> HttpResponse:
    """The telephone list: whole names and numbers of the first rows, each written down as a look, shown this once."""
    person, found = person_of(request), _chosen(request)
    back = f"{reverse('unreached')}?{request.GET.urlencode()}"

    def form(refusal: Refused | None) -> HttpResponse:
        words = _("列出“%(which)s”的姓名和电话，每次最多 %(most)s 人。每一行都会记下谁看过，本人查得到。")
        if found.one is not None:
            words = _("显示这一位的姓名和电话。会记下谁看过，本人查得到。")
        told = {"which": listing.WHICH[found.which][0], "most": most()}
        sheet = Sheet(
            title=_("要联系的人"),
            asks=Form(),
            submit=_("记下并列出"),
            refusal=refusal,
            context={"back": back, "face": "desk", "intro": words % told},
        )
        return show(request, sheet, purpose=NUMBERS, template="flows/ask.html")

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=NUMBERS, person=person)
        context = {
            "rows": calls.open_numbers(found, person, most=most(), token=token.key),
            "now": timezone.now(),
            "back": back,
        }
        return render(request, "cases/numbers.html", context)

    return attempt(request, back=back, send=send, form=form, again=lambda: redirect(request.get_full_path()))


@csrf_exempt  # the same
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def unreached_result(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """What came of a call or a visit; somebody else's is a 404."""
    person = person_of(request)
    row = _row(person, street, key)
    back = reverse("unreached")

    def form(refusal: Refused | None) -> HttpResponse:
        now = _row(person, street, key)
        told = listing.shown_rows([now], seats_of(person))[0]
        sheet = Sheet(
            title=_("记下联系结果"),
            asks=results.ASKED,
            submit=_("记下"),
            typed=request.POST if request.method == "POST" else {"way": now.way if now.way in by_hand.HOW else "call"},
            refusal=refusal,
            context={"back": back, "face": "desk", "record": _record(told, key)},
        )
        return show(request, sheet, purpose=_purpose(row), template="flows/ask.html")

    return attempt(
        request,
        back=back,
        send=lambda: _send(request, person, row),
        form=form,
        again=lambda: redirect(back),
    )


def _send(request: HttpRequest, person: Person, row: Delivery) -> HttpResponse:
    token = tokens.read(request, purpose=_purpose(row), person=person)
    checked = results.ASKED.check(request.POST)
    if checked.errors:
        raise Incomplete(checked.errors)
    assert row.stream is not None  # noqa: S101 - news belong to a record
    case = case_or_404(person, row.street, row.stream)
    results.write_down(case, row, person, at=timezone.now(), token=token.key, told=checked.values)
    return redirect("unreached")


def _chosen(request: HttpRequest) -> Chosen:
    person = person_of(request)
    must_call(person)
    return listing.chosen(request, seats_of(person))


def _row(person: Person, street: str, key: UUID) -> Delivery:
    must_call(person)
    found = listing.all_in(seats_of(person)).filter(street=street, pk=key).first()
    if found is None:
        raise Http404
    return found


def _record(told: dict[str, Any], key: UUID) -> dict[str, Any]:
    who = " ".join(str(part) for part in (told["role"], told["name"], told["phone"]) if part)
    number = {"label": _("看姓名和电话"), "url": f"{reverse('unreached_numbers')}?one={key}", "plain": True}
    return {
        "label": told["label"],
        "facts": [(_("告诉谁"), who), (_("说什么"), told["what"]), (_("为什么"), told["why"])],
        "links": [number] if told["name"] or told["phone"] else [],
    }


def _purpose(row: Delivery) -> str:
    return f"reach:{row.street}:{row.pk}"
