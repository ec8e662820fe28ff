"""The first page: one big act for a resident, and what waits for whoever signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from linli.cases import beginning, reach
from linli.cases.models import Case
from linli.cases.reading import shown
from linli.people.person import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 5


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Begin something, look up a receipt, see the wall; and one's own open cases."""
    person = person_of(request)
    mine = Case.objects.none()
    if person.is_known:
        mine = Case.objects.open().filter(reach.participates(person.account_id)).order_by("due", "-changed")[:MOST]
    elif person.receipts:
        opened = Case.objects.filter(street__in=person.receipt_streets, id__in=person.receipts)
        mine = opened.order_by("-changed")[:MOST]
    context = {
        "begins": [
            (each.words, each.invites, reverse("begin_where", args=[each.matter])) for each in beginning.invited()
        ],
        "receipt_url": reverse("receipt"),
        "wall_url": reverse("wall_here"),
        "mine": shown.own_rows(list(mine), person),
        "mine_url": reverse("mine") if person.is_known else "",
        "leave_url": reverse("receipt_leave") if person.receipts else "",
    }
    return render(request, "web/home.html", context)
