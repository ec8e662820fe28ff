"""The call list (电话单): on paper, whole, whom a handler has to call. Only their own open cases, and each row is a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases.models import Case
from linli.cases.privacy import looked
from linli.cases.reading import shown
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.table import declared
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.ledger.models import Text
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.person import Person, Seat

ROLES = HANDLERS
ON_PAPER = ("name", "tel")
"""The kinds of answers that a call needs; an address or an ID number stands on no list."""
PURPOSE = "calls"
OPEN = "open"
_sources: dict[str, tuple[Words, Callable[[Person], QuerySet[Case]]]] = {}


def declare(name: str, words: Words, cases: Callable[[Person], QuerySet[Case]]) -> None:
    """Let a list be made of further cases for which the person's own posts answer. Called from ``ready()``."""
    _sources[name] = (words, cases)


def _lists(_asking: object) -> tuple[tuple[str, Words], ...]:
    return ((OPEN, _("没有办结的事")), *((name, words) for name, (words, _cases) in _sources.items()))


ASKED = Form(
    (
        Field("which", _("哪些人？"), kind="choice", choices=_lists, required=False, known=lambda _asking: OPEN),
        Field("why", _("打电话做什么？"), most=100, private=True, help=_("例如：回访上周办结的事")),
    )
)


class Call(NamedTuple):
    """One row: the case, the seat that answers for it, the names of what is shown, and the words."""

    case: Case
    seat: Seat
    fields: tuple[str, ...]
    name: str
    phone: str


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def call_list(request: HttpRequest) -> HttpResponse:
    """Ask what the calls are for; sent with that, each row is written down as a look and the list shown this once."""
    person = person_of(request)
    must_call(person)

    def form(refusal: Refused | None) -> HttpResponse:
        intro = _("只列您岗位上的事，每次最多 %(most)s 件，快到时限的在前。每一行都会记下谁看过、为什么，本人查得到。")
        sheet = Sheet(
            title=_("电话单"),
            asks=ASKED,
            submit=_("记下并列出"),
            typed=request.POST,
            refusal=refusal,
            context={"back": reverse("desk"), "face": "desk", "intro": intro % {"most": most()}},
        )
        return show(request, sheet, purpose=PURPOSE, version=0, template="flows/ask.html")

    return attempt(
        request,
        back=reverse("desk"),
        send=lambda: _print(request, person),
        form=form,
        again=lambda: redirect("call_list"),
    )


def most() -> int:
    """How many rows a list has at most: as many looks as an hour may have before there is an alarm."""
    return max(1, settings.LINLI_LOOKS_AN_HOUR)


def must_call(person: Person) -> None:
    """PermissionDenied for whoever holds no post from which people are called."""
    if not seats_of(person):
        raise PermissionDenied


def seats_of(person: Person) -> tuple[Seat, ...]:
    """The seats from which calls are made."""
    return tuple(seat for seat in person.seats if seat.role in ROLES)


def cases_of(person: Person, which: str = OPEN) -> QuerySet[Case]:
    """The cases of a list with a number, for which a post answers that the person holds now, soonest due first."""
    if which != OPEN:
        return _sources[which][1](person).filter(Exists(_numbers()))
    own = Q(pk__in=[])
    for seat in seats_of(person):
        own |= Q(street=seat.street, responsible_post=seat.post_id)
    return Case.objects.filter(own, Exists(_numbers()), closed__isnull=True).order_by("due", "-changed")


def calls(person: Person, which: str = OPEN) -> list[Call]:
    """Whom to call: the first of them whose number ``person`` may read."""
    seats = {seat.post_id: seat for seat in seats_of(person)}
    found: list[Call] = []
    for case in cases_of(person, which)[: most()]:
        known = [(asked, text) for asked, text in shown.identifiers(case, person) if asked.kind in ON_PAPER and text]
        by_kind = {asked.kind: text for asked, text in known}
        if "tel" in by_kind and case.responsible_post_id is not None:
            names = tuple(asked.name for asked, _text in known)
            seat = seats[case.responsible_post_id]
            found.append(Call(case, seat, names, by_kind.get("name", ""), by_kind["tel"]))
    return found


def _numbers() -> QuerySet[Text]:
    """The texts of a case that are somebody's number, by the forms with which cases begin."""
    asked = [each for flow in declared() if flow.model is Case for each in flow.begins.asks.fields]
    names = sorted({each.name for each in asked if each.kind == "tel"})
    return Text.objects.filter(street=OuterRef("street"), stream=OuterRef("pk"), field__in=names)


def _print(request: HttpRequest, person: Person) -> HttpResponse:
    token = tokens.read(request, purpose=PURPOSE, person=person)
    checked = ASKED.check(request.POST)
    if checked.errors:
        raise Incomplete(checked.errors)
    found, why = calls(person, str(checked.values["which"] or OPEN)), str(checked.values["why"])
    if not found:
        raise Refused("nobody_to_call", _("这些事里，没有人留电话。"), advice=_("回工作台看看。"))
    looked.write_down(found, by=person, token=token.key, reason="print", words=why)
    context = {"rows": [_row(one) for one in found], "why": why, "now": timezone.now(), "back": reverse("call_list")}
    return render(request, "cases/calls.html", context)


def _row(one: Call) -> dict[str, Words]:
    return {
        "label": one.case.label,
        "kind": shown.kind_words(one.case),
        "name": one.name,
        "phone": one.phone,
        "state": shown.state(one.case)["word"],
    }
