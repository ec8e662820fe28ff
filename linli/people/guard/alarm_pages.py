"""What the one who keeps a street's system safe looks into: alarms, newest first, each settled with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.people.alarms import KINDS, Alarm, settle
from linli.people.doorway import for_known
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MOST = 200
LONGEST = 200


@require_safe
@for_known
def alarms(request: HttpRequest) -> HttpResponse:
    """Those that nobody settled first."""
    found = Alarm.objects.filter(street__in=_streets(request)).select_related("account")
    rows = [
        {
            "id": one.pk,
            "street": one.street,
            "what": KINDS[one.kind],
            "who": " ".join(part for part in (one.post, one.account.masked_name if one.account else "") if part),
            "number": one.number,
            "at": one.at,
            "settled": one.settled,
            "words": one.words,
        }
        for one in found.order_by("-at")[:MOST]
    ]
    return render(request, "people/alarms.html", {"rows": sorted(rows, key=lambda row: row["settled"] is not None)})


@require_POST
@for_known
def settle_alarm(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """Say what came of one; without words it stays open."""
    if street not in _streets(request):
        raise Http404
    alarm = Alarm.objects.filter(street=street, pk=key).first()
    if alarm is None:
        raise Http404
    words = " ".join(request.POST.get("words", "").split())[:LONGEST]
    account = person_of(request).account_id
    if words and account is not None:
        settle(alarm, by=account, words=words, now=timezone.now())
    return redirect("alarms")


def _streets(request: HttpRequest) -> set[str]:
    streets = {seat.street for seat in person_of(request).seats if seat.role == "security"}
    if not streets:
        raise PermissionDenied
    return streets
