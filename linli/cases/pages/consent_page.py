"""The consents of one case: what was agreed to, what comes of taking it back, for the people whose matter it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import policy, reach
from linli.cases.models import Case, Consent
from linli.cases.moves.transfers import handed_on
from linli.cases.pages import rights_pages
from linli.cases.privacy import consents
from linli.flows import tokens
from linli.flows.pages import attempt
from linli.flows.roles import roles_of
from linli.kit.refused import Refused
from linli.people import purposes
from linli.people.person import person_of
from linli.people.purposes import BASES, CHANNELS, Basis, Channel
from linli.people.rights.consent_pages import Elsewhere
from linli.people.rights.data import Item
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from linli.people.accounts import Account
    from linli.people.person import Person
    from linli.people.purposes import Purpose

HEARD = (Channel.PHONE, Channel.VOICE, Channel.PAPER)
"""How whoever notes it for somebody else heard it."""


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """List them; POST ``purpose`` and ``agree`` (1 or 0), ``channel`` where somebody else notes it."""
    person = person_of(request)
    case = rights_pages.own_case(person, street, case_id)
    if not consents.asked_of(case):
        raise Http404
    return attempt(
        request,
        back=case.url,
        send=lambda: _changed(request, case, person),
        form=lambda refusal: _show(request, case, person, refusal),
        again=lambda: _back(case),
    )


def _changed(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    _change(request, case, person)
    return _back(case)


def _back(case: Case) -> HttpResponse:
    return redirect("case_consents", street=case.street, case_id=case.id)


def listed(account: UUID) -> list[Elsewhere]:
    """The cases of an account in which something is agreed to now."""
    own = Case.objects.filter(reach.participates(account), ~handed_on())
    cases = list(own.select_related("matter").order_by("-changed"))
    live: dict[UUID, list[Consent]] = {}
    for row in _of(cases).filter(withdrawn__isnull=True):
        live.setdefault(row.case_id, []).append(row)
    return [
        Elsewhere(
            f"{case.matter.words} {case.label}",
            [purposes.named(row.purpose).label for row in live[case.id]],
            reverse("case_consents", args=[case.street, case.id]),
        )
        for case in cases
        if case.id in live
    ]


def items(account: Account, _person: Person) -> Iterator[Item]:
    """The same for the file with my data, those that were taken back among them."""
    for row in _of(Case.objects.filter(reach.participates(account.pk))).select_related("case"):
        given = f"{dates.day(row.given)} {CHANNELS[Channel(row.channel)]}"
        taken = dates.day(row.withdrawn) if row.withdrawn else ""
        facts = ((str(_("已同意")), given), (str(_("撤回了同意")), taken))
        label = purposes.named(row.purpose).label
        yield Item(f"{row.case.label} {label}", tuple(pair for pair in facts if pair[1]))


def _of(cases: Iterable[Case]) -> QuerySet[Consent]:
    """The consents of these cases, in the order in which they were given."""
    keys = [(case.street, case.id) for case in cases]
    found = Consent.objects.filter(
        street__in={street for street, _key in keys}, case__in=[key for _street, key in keys]
    )
    return found.order_by("given", "id")


def _change(request: HttpRequest, case: Case, person: Person) -> None:
    token = tokens.read(request, purpose=_purpose(case), person=person)
    asked = {each.code: each for each in _offered(case)}
    purpose = asked.get(request.POST.get("purpose", ""))
    if purpose is None:
        raise Http404
    held = _held(case, person)
    now = timezone.now()
    if request.POST.get("agree") != "1":
        consents.take_back(case, purpose, by=person, held=held, at=now, token=token.key)
        return
    if case.closed is not None:
        raise Refused("already_closed", _("这件事已经办完，不用再同意。"))
    channel = Channel.WEB if held in policy.OWN else _heard(request.POST.get("channel", ""))
    consents.agree(case, purpose, by=person, held=held, at=now, channel=channel, token=token.key)


def _heard(typed: str) -> Channel:
    if typed not in HEARD:
        raise tokens.ShowAgain("how_agreed", _("请选本人是怎么同意的。"))
    return Channel(typed)


def _held(case: Case, person: Person) -> str:
    """As what the person speaks: in their own matter first."""
    held = roles_of(case, person, rights_pages.MAY | policy.PARTICIPANT_ROLES)
    own = sorted(held & policy.OWN)
    if own:
        return own[0]
    return "proxy" if "proxy" in held else "desk"


def _show(request: HttpRequest, case: Case, person: Person, refusal: Refused | None) -> HttpResponse:
    own = _held(case, person) in policy.OWN
    context = {
        "back": case.url,
        "label": case.label,
        "rows": [_row(case, each) for each in _offered(case)],
        "channels": [] if own else [(each.value, CHANNELS[each]) for each in HEARD],
        "token": tokens.issue(request, purpose=_purpose(case), person=person, version=case.version),
        "is_open": case.closed is None,
        "refusal": refusal,
    }
    response = render(request, "cases/consents.html", context, status=422 if refusal else 200)
    tokens.remember(request, response)
    return response


def _offered(case: Case) -> list[Purpose]:
    """What is asked here; a guardian agrees in the form that raises the case, so only where that was done."""
    live = {row.purpose for row in case.live_consents}
    asked = [each.purpose for each in consents.asked_of(case)]
    return [each for each in asked if each.basis is not Basis.GUARDIAN or each.code in live]


def _row(case: Case, purpose: Purpose) -> dict[str, Any]:
    row = next((each for each in case.live_consents if each.purpose == purpose.code), None)
    return {
        "code": purpose.code,
        "label": purpose.label,
        "uses": purpose.uses,
        "follows": purpose.follows,
        "basis": BASES[purpose.basis],
        "given": row.given if row else None,
        "channel": CHANNELS[Channel(row.channel)] if row else "",
    }


def _purpose(case: Case) -> str:
    return f"consents:{case.street}:{case.id}"
