"""The one page of every deed: it asks what the deed asks, and carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.deeds.noting import Doer
from linli.cases.deeds.table import held_for
from linli.cases.finding import case_or_404
from linli.flows import tokens
from linli.flows.answers import Incomplete, Stale
from linli.flows.doors import answered
from linli.flows.pages import Sheet, attempt, show, words_typed
from linli.kit.refused import Refused
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from linli.cases.deeds.table import Deed, Room
    from linli.cases.models import Case
    from linli.people.person import Person


class Doing(NamedTuple):
    """Somebody, in the role ``held``, at a deed."""

    deed: Deed
    person: Person
    held: str


def page(
    request: HttpRequest, room: Room, case: Case, verb: str, *, roles: Callable[[Case, Person], frozenset[str]]
) -> HttpResponse:
    """One deed: 404 for an unknown one, 403 for who may not do it by their ``roles``.

    The view that calls it is exempt from Django's own token, and has found the case for the person.
    """
    person = person_of(request)
    asked = room.deeds.get(verb)
    if asked is None:
        raise Http404
    held = held_for(asked, roles(case, person))
    if not held:
        raise PermissionDenied

    def form(refusal: Refused | None) -> HttpResponse:
        now = case_or_404(person, case.street, case.id)  # a refusal may be that it went on
        if not asked.fits(now):
            return _not_now(request, now, asked, refusal)
        sheet = Sheet(
            title=asked.label,
            asks=asked.asks,
            submit=asked.label,
            asking=now,
            typed=request.POST if request.method == "POST" else {},
            refusal=refusal,
            context={
                "face": asked.face,
                "back": now.url,
                "intro": asked.intro,
                "record": {"label": now.label, "facts": asked.facts(now)},
            },
        )
        return show(request, sheet, purpose=_purpose(room, now, verb), version=now.version, template="flows/ask.html")

    return attempt(
        request,
        back=case.url,
        send=lambda: _send(request, room, case, Doing(asked, person, held)),
        form=form,
        again=lambda: redirect(case.url),
    )


def _not_now(request: HttpRequest, case: Case, asked: Deed, refusal: Refused | None) -> HttpResponse:
    """Why it cannot be done now; what was typed is not lost."""
    told = refusal or Refused("not_now", _("现在不能这样办。"), advice=_("请看最新进展。"))
    context = {"refusal": told, "typed": words_typed(asked.asks, request.POST), "back": case.url}
    return render(request, "flows/refused.html", context, status=409)


def _send(request: HttpRequest, room: Room, case: Case, doing: Doing) -> HttpResponse:
    asked = doing.deed
    token = tokens.read(request, purpose=_purpose(room, case, asked.verb), person=doing.person)
    # Asked before the answers: what can be chosen depends on how the case stands, and a form that comes twice is taken once.
    answered(token.key, street=case.street)
    if token.version != case.version:
        raise Stale(case)
    checked = asked.asks.check(request.POST, case)
    if checked.errors:
        raise Incomplete(checked.errors)
    doer = Doer(doing.person, doing.held, timezone.now(), version=token.version, token=token.key)
    asked.does(case, doer, checked.values)
    return redirect(case.url)


def _purpose(room: Room, case: Case, verb: str) -> str:
    return f"{room.route}:{case.street}:{case.id}:{verb}"
