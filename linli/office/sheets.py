"""One page for every deed: it asks what the deed asks, does it, and writes down what was done, once per form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render

from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, show
from linli.flows.roles import actor_of
from linli.kit.refused import Refused
from linli.people.models import Arrangement
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.office.deeds import Deed, Doing


def answer(request: HttpRequest, deed: Deed, doing: Doing, *, back: str, title: str, facts: Any = ()) -> HttpResponse:
    """Show the form of a deed, or take it and go ``back``."""
    purpose = _purpose(deed, doing)
    typed = {asked.name: request.POST.get(asked.name, "") for asked in deed.asks.fields}
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            token = tokens.read(request, purpose=purpose, person=person_of(request))
            done = _once(deed, doing, typed, token.key)
            if done and doing.shows:
                return render(request, "office/made.html", {"back": back, **doing.shows})
            return redirect(back)
        except tokens.OtherBrowser as refused:
            return render(request, "flows/refused.html", {"refusal": refused, "back": back}, status=409)
        except Refused as refused:
            refusal = refused
    sheet = Sheet(
        title=deed.label,
        asks=deed.asks,
        submit=deed.label,
        asking=doing,
        typed=typed if refusal else {},
        errors=refusal.errors if isinstance(refusal, Incomplete) else {},
        refusal=refusal,
        context={"face": "desk", "back": back, "intro": deed.intro, "record": {"label": title, "facts": facts}},
    )
    return show(request, sheet, purpose=purpose, template="flows/ask.html")


def _once(deed: Deed, doing: Doing, typed: dict[str, Any], token: str) -> bool:
    """Do it and write it down in one transaction; False where this form was taken before. Raises Refused, Incomplete."""
    if _taken(doing, token):
        return False
    checked = deed.asks.check(typed, doing)
    if checked.errors:
        raise Incomplete(checked.errors)
    doing.answers = dict(checked.values)
    try:
        with transaction.atomic():
            deed.does(doing)
            _write_down(deed, doing, token)
    except IntegrityError:
        if _taken(doing, token):
            return False
        raise
    return True


def _write_down(deed: Deed, doing: Doing, token: str) -> None:
    row = {"post": doing.post, "organisation": doing.organisation, **doing.says}
    by = actor_of(doing.by)
    Arrangement(street=doing.street, verb=deed.verb, by=by, at=doing.at, token=token, **row).save()


def _taken(doing: Doing, token: str) -> bool:
    return Arrangement.objects.filter(street=doing.street, token=token).exists()


def _purpose(deed: Deed, doing: Doing) -> str:
    about = [one.pk for one in (doing.post, doing.account, doing.organisation) if one is not None]
    return ":".join(["office", doing.street, deed.verb, *map(str, about)])
