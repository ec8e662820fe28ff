"""One's own posts: what I hold, where I stand in, and announcing leave."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kit.refused import Refused
from linli.people.doorway import for_known
from linli.people.models import Account, Leave, Tenure
from linli.people.person import person_of
from linli.people.serving.post_words import WITH_PLACE, told
from linli.people.serving.tenures import go_on_leave

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def my_posts(request: HttpRequest) -> HttpResponse:
    """What I hold, and leave from a day until a day in all streets of it; the same days twice count once."""
    account = request.user
    if not isinstance(account, Account):
        raise PermissionDenied
    held = Tenure.objects.filter(street__in=account.street_codes, account=account, until=None).select_related(
        *(f"post__{name}" for name in WITH_PLACE)
    )
    rows = list(held.order_by("turn", "since", "id"))
    refusal = None
    if request.method == "POST":
        try:
            _announce(account, {one.street for one in rows}, request)
            return redirect("my_posts")
        except Refused as refused:
            refusal = refused
    leave = Leave.objects.filter(street__in=account.street_codes, account=account, until__gt=timezone.localdate())
    sits = {seat.post_id for seat in person_of(request).seats}
    context = {
        "rows": [{"title": told(one.post), "turn": one.turn, "sits": one.post_id in sits} for one in rows],
        "leave": leave.order_by("since"),
        "refusal": refusal,
    }
    return render(request, "people/my_posts.html", context, status=409 if refusal else 200)


@transaction.atomic
def _announce(account: Account, streets: set[str], request: HttpRequest) -> None:
    try:
        since, until = (date.fromisoformat(request.POST.get(name, "").strip()) for name in ("since", "until"))
    except ValueError:
        raise Refused("day_unclear", _("请这样写日期：2026-09-01。")) from None
    for street in sorted(streets):
        go_on_leave(account, street=street, since=since, until=until)
