"""One page for every deed: it asks what the deed asks, does it, and writes down what was done, once per form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render

from linli.flows import tokens
from linli.flows.answers import AlreadySent, Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.roles import actor_of
from linli.forms.typed import of_post
from linli.office.arranged import DONE
from linli.people.models import Arrangement
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.refused import Refused
    from linli.office.deeds import Deed, Doing


def answer(request: HttpRequest, deed: Deed, doing: Doing, *, back: str, title: str, facts: Any = ()) -> HttpResponse:
    """Show the form of a deed, or take it and go ``back``."""
    purpose = _purpose(deed, doing)
    typed = of_post(deed.asks, request.POST)

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=purpose, person=person_of(request))
        written = _once(deed, doing, typed, token.key)
        if doing.shows:
            return render(request, "office/made.html", {"back": back, **doing.shows})
        return redirect(f"{doing.leads or back}?{urlencode({DONE: written})}")

    def form(refusal: Refused | None) -> HttpResponse:
        sheet = Sheet(
            title=deed.label,
            asks=deed.asks,
            submit=deed.label,
            asking=doing,
            typed=typed if refusal else {},
            refusal=refusal,
            context={"face": "desk", "back": back, "intro": deed.intro, "record": {"label": title, "facts": facts}},
        )
        return show(request, sheet, purpose=purpose, template="flows/ask.html")

    return attempt(request, back=back, send=send, form=form, again=lambda: redirect(doing.leads or back))


def _once(deed: Deed, doing: Doing, typed: dict[str, Any], token: str) -> UUID:
    """Do it and write it down in one transaction; the key of what was written. Raises AlreadySent, Refused, Incomplete."""
    _answered(doing, token)
    checked = deed.asks.check(typed, doing)
    if checked.errors:
        raise Incomplete(checked.errors)
    doing.answers = dict(checked.values)
    try:
        with transaction.atomic():
            deed.carry_out(doing)
            return _write_down(deed, doing, token)
    except IntegrityError:
        _answered(doing, token)
        raise


def _write_down(deed: Deed, doing: Doing, token: str) -> UUID:
    row = {"post": doing.post, "organisation": doing.organisation, **doing.says}
    by = actor_of(doing.by)
    written = Arrangement(street=doing.street, verb=deed.verb, by=by, at=doing.at, token=token, **row)
    written.save()
    return written.pk


def _answered(doing: Doing, token: str) -> None:
    taken = Arrangement.objects.filter(street=doing.street, token=token).first()
    if taken is not None:
        raise AlreadySent(taken.pk) from None


def _purpose(deed: Deed, doing: Doing) -> str:
    about = [one.pk for one in (doing.post, doing.account, doing.organisation, doing.place) if one is not None]
    role = [doing.role.code] if doing.role else []
    return ":".join(["office", doing.street, deed.verb, *role, *map(str, about)])
