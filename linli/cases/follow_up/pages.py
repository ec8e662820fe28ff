"""Pages of follow-up: one deed on a case, and the lists of what is owed in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.deeds import page as deed_page
from linli.cases.finding import case_or_404
from linli.cases.follow_up import asking, doing, owed, putting_right, rules
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.reading import shown
from linli.flows.open_steps import step_url
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.places.naming import place_name
from linli.ui import dates
from linli.ui.wording import listed

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.person import Person


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, street: str, case_id: UUID, verb: str) -> HttpResponse:
    """One deed in the follow-up of a case."""
    case = case_or_404(person_of(request), street, case_id)
    return deed_page.page(request, doing.ROOM, case, verb, roles=doing.roles)


@require_safe
@for_known
def lists(request: HttpRequest) -> HttpResponse:
    """What is owed in the person's places: the soonest due first."""
    person = person_of(request)
    seats = tuple(seat for seat in person.seats if seat.role in owed.ROLES)
    if not seats:
        raise PermissionDenied
    part = owed.chosen(request, seats)
    context = {
        "place": listed(dict.fromkeys(place_name(seat.code) for seat in seats)),
        "tabs": [
            {
                "label": owed.WORDS[name],
                "count": count,
                "url": f"?{urlencode({'what': name})}",
                "chosen": name == part.which,
            }
            for name, count in part.counts.items()
        ],
        "what": owed.WORDS[part.which],
        "rows": [_row(each, person) for each in part.rows],
        "page": part.page,
        "pages": part.pages,
        "total": part.counts[part.which],
        "calls": reverse("call_list") if part.which in {owed.CALLS, owed.OWED} else "",
        "back": _back(person),
    }
    return render(request, "cases/follow_up.html", context)


def _back(person: Person) -> tuple[str, Words]:
    """Where they came from: the street's page for whoever sits at no desk."""
    if any(seat.role != "street" for seat in person.seats if seat.role in owed.ROLES):
        return reverse("desk"), _("工作台")
    return reverse("street"), _("街道")


def _row(each: FollowUp | Objection, person: Person) -> dict[str, Any]:
    case = each.case
    row = {
        "label": case.label,
        "url": case.url,
        "kind": shown.kind_words(case) or str(case.table.title),
        "community": place_name(case.community),
    }
    return row | (_asked(each) if isinstance(each, FollowUp) else _contested(each, person))


def _asked(row: FollowUp) -> dict[str, Any]:
    case = row.case
    due = [
        _due(words, by)
        for words, by, owes in (
            (_("打电话"), row.call_by, putting_right.owes_a_call(row)),
            (_("整改"), row.right_by, putting_right.owes_putting_right(row)),
        )
        if owes and by is not None
    ]
    url = doing.ROOM.url
    steps: list[tuple[Words, str]] = []
    if putting_right.owes_a_call(row):
        steps.append((doing.DEEDS["call_back"].label, url(case, "call_back")))
    elif putting_right.may_be_said_right(case, row):
        steps.append((doing.DEEDS["put_right"].label, url(case, "put_right")))
    elif putting_right.owes_putting_right(row):
        steps.append((_("接着办"), case.url))  # the flow took it up again
    if row.waits and row.way in {FollowUp.Channel.CALL, FollowUp.Channel.VISIT}:
        by_flow = case.table.rates_by_call if asking.asks_in(case.table, case.state) else ""
        steps.append((doing.DEEDS["note"].label, step_url(case, by_flow) if by_flow else url(case, "note")))
        steps.append((doing.DEEDS["not_reached"].label, url(case, "not_reached")))
    return {
        "due": due,
        "since": row.asked if row.waits else None,
        "tries": row.tries if row.waits else 0,
        "state": str(dict(rules.RATINGS)[str(row.rating)])
        if row.rating and not row.waits
        else str(row.get_waits_display()),
        "steps": [{"label": label, "url": address, "plain": place > 0} for place, (label, address) in enumerate(steps)],
    }


def _contested(row: Objection, person: Person) -> dict[str, Any]:
    kind = Objection.Kind(row.kind)
    verb = f"decide_{kind}"
    mine = row.asked_by_id == person.account_id
    return {
        "due": [_due(_("答复"), row.decide_by)],
        "since": row.asked,
        "tries": 0,
        "state": _("%(what)s：%(more)s") % {"what": kind.label, "more": rules.REASONS[kind][row.reason]},
        "steps": []
        if mine
        else [{"label": doing.DEEDS[verb].label, "url": doing.ROOM.url(row.case, verb), "plain": False}],
    }


def _due(what: Words, by: datetime) -> dict[str, Any]:
    now = timezone.now()
    return {"what": what, "by": by, "words": dates.left(by, now), "tone": "late" if by <= now else "wait"}
