"""My consents: what I agreed to, what comes of taking it back, and the way to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.people import consents, purposes
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.rights.data import Item
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.accounts import Account
    from linli.people.person import Person


class Elsewhere(NamedTuple):
    """Consents that belong to something else than the account: what it is, what was agreed, and the page for it."""

    label: str
    agreed: list[Words]
    url: str


_elsewhere: list[Callable[[UUID], list[Elsewhere]]] = []


def declare(found: Callable[[UUID], list[Elsewhere]]) -> None:
    """Let a floor above list what an account agreed to there. Called from ``AppConfig.ready()``."""
    if found not in _elsewhere:
        _elsewhere.append(found)


@for_known
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """List them; POST ``purpose`` and ``agree`` (1 or 0) gives or takes back, and does so only once however often sent."""
    account = cast("UUID", person_of(request).account_id)
    if request.method == "POST":
        _change(account, request.POST.get("purpose", ""), agree=request.POST.get("agree") == "1")
        return redirect("consents")
    context = {"rows": _rows(account), "elsewhere": [each for found in _elsewhere for each in found(account)]}
    return render(request, "people/consents.html", context)


def _change(account: UUID, code: str, *, agree: bool) -> None:
    offered = {each.code: each for each in purposes.declared(on_account=True) if each.is_agreed}
    if code not in offered:
        raise Http404
    if agree:
        consents.give(account=account, purpose=offered[code], at=timezone.now())
    else:
        consents.withdraw(account=account, purpose=offered[code], at=timezone.now())


def _rows(account: UUID) -> list[dict[str, Any]]:
    live = consents.live(account)
    return [
        {
            "code": each.code,
            "label": each.label,
            "uses": each.uses,
            "follows": each.follows,
            "basis": purposes.BASES[each.basis],
            "asked": each.is_agreed,
            "given": live[each.code].given if each.code in live else None,
        }
        for each in purposes.declared(on_account=True)
    ]


def items(account: Account, _person: Person) -> Iterator[Item]:
    """The same for the file with my data, those that were taken back among them."""
    for row in consents.Consent.objects.filter(account=account).order_by("given", "id"):
        given = f"{dates.day(row.given)} {purposes.CHANNELS[purposes.Channel(row.channel)]}"
        taken = dates.day(row.withdrawn) if row.withdrawn else ""
        facts = ((str(_("已同意")), given), (str(_("撤回了同意")), taken))
        yield Item(str(purposes.named(row.purpose).label), tuple(pair for pair in facts if pair[1]))
