"""Seeing somebody's whole data for a reason, and reading who did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.finding import case_or_404
from linli.cases.moves import transfers
from linli.cases.pages import rights_pages
from linli.cases.privacy import looked
from linli.cases.reading import shown
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.forms.fields import Field, Form
from linli.kit.masking import mask_name
from linli.people import looks
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.cases.models import Case
    from linli.kit.refused import Refused
    from linli.people.looks import Look
    from linli.people.person import Person, Seat

CHOICES = tuple((code, words) for code, words in looks.REASONS.items() if code not in looks.BY_ITSELF)
ASKED = Form(
    (
        Field("reason", _("为什么要看？"), kind="choice", choices=CHOICES),
        Field("words", _("补充说明"), required=False, most=100, private=True),
    )
)


class Whole(NamedTuple):
    """One case, the seat from which somebody looks, and the names of what is shown."""

    case: Case
    seat: Seat
    fields: tuple[str, ...]


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def look(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """Ask for the reason; sent with one, the look is written down and the data shown on this one answer."""
    person = person_of(request)
    case = case_or_404(person, street, case_id)
    seat = seat_of(case, person)
    known = shown.identifiers(case, person)
    if seat is None or not known or shown.is_own(shown.all_roles(case, person)):
        raise PermissionDenied

    def form(refusal: Refused | None) -> HttpResponse:
        sheet = Sheet(
            title=_("查看完整信息"),
            asks=ASKED,
            submit=_("记下并查看"),
            typed=request.POST,
            refusal=refusal,
            context={
                "back": case.url,
                "face": "desk",
                "intro": _("谁看过、什么时候、为什么，都会记下来，本人查得到。"),
            },
        )
        return show(request, sheet, purpose=_purpose(case), version=case.version, template="flows/ask.html")

    return attempt(
        request,
        back=case.url,
        send=lambda: _show_whole(request, case, person, seat, known),
        form=form,
        again=lambda: redirect("case_look", street, case_id),
    )


@never_cache
@require_safe
def case_looks(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """Who looked at the person of one case: for themselves, by receipt too, and for the desk to print at the counter."""
    person = person_of(request)
    case = case_or_404(person, street, case_id)
    if not rights_pages.may(case, person):
        raise PermissionDenied
    found = looks.of_streams([(each.street, each.id) for each in (case, *transfers.earlier(case))])
    context = {"groups": [_group(case, found)], "back": case.url, "title": _("谁看过这件事里的个人信息")}
    return render(request, "cases/looks.html", context)


@require_safe
@for_known
def my_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, case by case, newest first."""
    account = cast("UUID", person_of(request).account_id)
    groups = [_group(case, rows) for case, rows in looked.at(account)]
    return render(request, "cases/looks.html", {"groups": groups, "back": "", "title": _("谁看过我的信息")})


def note_view(case: Case, person: Person, told: dict[str, Any]) -> dict[str, Any]:
    """Note that somebody from an office was shown the masked data of a case; give it the way to the whole."""
    if not told["masked"]:
        return told
    if person.account_id is not None and (seat := seat_of(case, person)):
        looks.note_masked(street=case.street, stream=case.id, viewer=person.account_id, seat=seat)
    return told | {"look_url": reverse("case_look", args=[case.street, case.id])}


def seat_of(case: Case, person: Person) -> Seat | None:
    """The seat in which somebody handles the case: of its place, or for an organisation; who only watches has none."""
    handling = [seat for seat in person.seats if seat.role in HANDLERS or seat.organisation_id]
    seats = [seat for seat in handling if seat.covers(case.place)]
    responsible = [seat for seat in seats if seat.post_id == case.responsible_post_id]
    return next(iter(responsible or seats), None)


def _show_whole(
    request: HttpRequest, case: Case, person: Person, seat: Seat, known: Sequence[tuple[Field, str]]
) -> HttpResponse:
    token = tokens.read(request, purpose=_purpose(case), person=person)
    checked = ASKED.check(request.POST)
    reason, words = str(checked.values["reason"]), str(checked.values["words"])
    if reason == "other" and not words:
        checked.errors["words"] = _("请写明为什么要看。")
    if checked.errors:
        raise Incomplete(checked.errors)
    seen = Whole(case, seat, tuple(asked.name for asked, _text in known))
    looked.write_down([seen], by=person, token=token.key, reason=reason, words=words)
    context = {
        "case": {"label": case.label, "url": case.url},
        "known": [(asked.label, text) for asked, text in known],
        "why": looks.REASONS[reason],
    }
    return render(request, "cases/look.html", context)


def _group(case: Case, found: Sequence[Look]) -> dict[str, Any]:
    return {
        "label": f"{case.matter.words} {case.label}",
        "url": case.url,
        "rows": [
            {
                "at": one.at,
                "post": one.post,
                "who": mask_name(one.viewer.name),
                "whole": one.kind == looks.WHOLE,
                "fields": looked.fields_in_words(case, one),
                "why": one.why,
            }
            for one in found
        ],
    }


def _purpose(case: Case) -> str:
    return f"look:{case.street}:{case.id}"
