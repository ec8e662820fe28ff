"""Somebody calls or comes to the counter: which of their matters are open here, by the number that they say.

Nothing else is joined: only open cases in the places of the desk, only where the number is among the words that the
desk may read, and each one that is found is a look at that number, written down before it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import policy
from linli.cases.models import Case
from linli.cases.pages.call_list import must_call, seats_of
from linli.cases.privacy import looked
from linli.cases.reading import shown
from linli.cases.reading.desk_list import in_places
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.reading import readable
from linli.forms.fields import Field, Form
from linli.kit.id_numbers import normal_id_number
from linli.kit.phones import normal_phone
from linli.kit.refused import Refused
from linli.ledger import texts
from linli.people.doorway import for_known
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.ledger.models import Text
    from linli.people.person import Person, Seat

PURPOSE = "caller"
REASON = "caller"
MOST = 20
"""How many cases are shown: more under one number are not one person's."""
ASKED = Form((Field("number", _("对方报的手机号、电话或身份证号"), kind="text", most=30, private=True),))


class Found(NamedTuple):
    """An open case, the seat from which it is handled, and the fields in which the number stands."""

    case: Case
    seat: Seat
    fields: tuple[str, ...]


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def caller(request: HttpRequest) -> HttpResponse:
    """Ask for the number; what is found is shown on this one answer, so that no address carries a number."""
    person = person_of(request)
    must_call(person)

    def form(refusal: Refused | None) -> HttpResponse:
        sheet = Sheet(
            title=_("来电、来人查办"),
            asks=ASKED,
            submit=_("记下并查找"),
            typed=request.POST,
            refusal=refusal,
            context={
                "back": reverse("desk"),
                "face": "desk",
                "intro": _("只找您这里还没办完的事。找到的每一件都会记下谁查过，本人查得到。"),
            },
        )
        return show(request, sheet, purpose=PURPOSE, version=0, template="flows/ask.html")

    return attempt(
        request,
        back=reverse("desk"),
        send=lambda: _answer(request, person),
        form=form,
        again=lambda: redirect("caller"),
    )


def normal_number(typed: str) -> str:
    """The number as cases keep it, '' where it is neither a phone number nor an ID number."""
    for normal in (normal_phone, normal_id_number):
        try:
            if number := normal(typed):
                return number
        except Refused:
            continue
    return ""


def open_cases(number: str, person: Person) -> list[Found]:
    """The open cases in the person's places in which ``number`` was given and may be read by them. Two queries."""
    seats = seats_of(person)
    by_stream: dict[object, list[Text]] = {}
    for text in texts.saying(number, streets={seat.street for seat in seats}):
        by_stream.setdefault(text.stream, []).append(text)
    if not by_stream:
        return []
    cases = Case.objects.visible_to(person).filter(in_places(seats), pk__in=list(by_stream), closed__isnull=True)
    cases = cases.filter(street__in={seat.street for seat in seats}).order_by("due", "-changed")
    found: list[Found] = []
    for case in cases[:MOST]:
        said = readable(case, by_stream[case.id], policy.seat_roles(case, person))
        if said:
            seat = next(seat for seat in seats if seat.covers(case.place))
            found.append(Found(case, seat, tuple(dict.fromkeys(text.field for text in said))))
    return found


def _answer(request: HttpRequest, person: Person) -> HttpResponse:
    token = tokens.read(request, purpose=PURPOSE, person=person)
    checked = ASKED.check(request.POST)
    number = normal_number(str(checked.values["number"]))
    if not number and not checked.errors:
        checked.errors["number"] = _("号码不对：手机号 11 位，座机请带区号，身份证号 18 位。")
    if checked.errors:
        raise Incomplete(checked.errors)
    found = open_cases(number, person)
    looked.write_down(found, by=person, token=token.key, reason=REASON)
    context = {
        "title": _("来电、来人查办"),
        "intro": _("只列您这里还没办完的事；办完的、别处的，请对方凭收件码查。"),
        "face": "desk",
        "back": reverse("caller"),
        "cards": shown.rows([one.case for one in found], person),
        "empty": {
            "what": _("没有找到"),
            "next": _("核对一下号码；也许用的是别的号码，也许已经办完，可以请对方报收件码。"),
            "links": [{"label": _("再查一次"), "url": reverse("caller")}],
        },
    }
    return render(request, "cases/list.html", context)
