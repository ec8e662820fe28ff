"""One's own posts: what I hold, where I stand in, announcing leave and its end, and leaving a neighbour's post."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kit.canonical import digest
from linli.kit.refused import Refused
from linli.people.doorway import for_known
from linli.people.models import Account, Arrangement, Leave, Tenure
from linli.people.person import person_of
from linli.people.serving.days import day_typed, earliest, latest
from linli.people.serving.post_words import WITH_PLACE, told
from linli.people.serving.tenures import end_leave, go_on_leave, relieve

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

RESIGNED = "linli/resign/1"


@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def my_posts(request: HttpRequest) -> HttpResponse:
    """What I hold today or later, and leave in all streets of it. Each deed twice counts once."""
    account = request.user
    if not isinstance(account, Account):
        raise PermissionDenied
    refusal, today = None, timezone.localdate()
    if request.method == "POST":
        try:
            return redirect(f"{request.path}?did={_do(account, request)}")
        except Refused as refused:
            refusal = refused
    sits = {seat.post_id for seat in person_of(request).seats}
    context = {
        "rows": [
            {
                "id": one.post_id,
                "title": told(one.post),
                "turn": one.turn,
                "sits": one.post_id in sits,
                "since": one.since if one.since > today else None,
                "until": one.until,
                "may_leave": one.post.rules.willing,
            }
            for one in _held(account)
        ],
        "leave": _leave(account),
        "refusal": refusal,
        "typed": request.POST if refusal else {"since": today.isoformat()},
        "days": (earliest().isoformat(), latest().isoformat()),
        "did": request.GET.get("did", ""),
    }
    return render(request, "people/my_posts.html", context, status=409 if refusal else 200)


def _held(account: Account) -> QuerySet[Tenure]:
    held = Tenure.objects.filter(street__in=account.street_codes, account=account).lasting(timezone.localdate())
    return held.select_related(*(f"post__{name}" for name in WITH_PLACE)).order_by("turn", "since", "id")


def _leave(account: Account) -> list[tuple[date, date]]:
    """Leave that is not over; the same days in several streets once."""
    leave = Leave.objects.filter(street__in=account.street_codes, account=account, until__gt=timezone.localdate())
    return list(dict.fromkeys(leave.order_by("since", "until").values_list("since", "until")))


@transaction.atomic
def _do(account: Account, request: HttpRequest) -> str:
    verb = next((verb for verb in DEEDS if verb in request.POST), "leave")
    DEEDS[verb](account, request)
    return verb


def _announce(account: Account, request: HttpRequest) -> None:
    since, until = (day_typed(request.POST.get(name, "")) for name in ("since", "until"))
    for street in sorted({one.street for one in _held(account)}):
        go_on_leave(account, street=street, since=since, until=until)


def _come_back(account: Account, request: HttpRequest) -> None:
    try:
        since = date.fromisoformat(request.POST["back"])
    except ValueError:
        return
    for street in account.street_codes:
        end_leave(account, street=street, since=since, on=timezone.localdate())


def _resign(account: Account, request: HttpRequest) -> None:
    """Leave a post that neighbours hold of their own will; what is open there stays at the post."""
    try:
        key = UUID(request.POST["resign"])
    except ValueError:
        return
    today = timezone.localdate()
    for held in _held(account).filter(post=key):
        if not held.post.rules.willing:
            raise Refused("not_by_oneself", _("这个岗位要由系统管理员办交接。"))
        relieve(account, of=held.post, on=today)
        Arrangement(
            street=held.street,
            verb="resign",
            by=account.pk,
            at=timezone.now(),
            token=digest(RESIGNED, [str(held.pk)])[:32],
            post=held.post,
            account=account,
            on=today,
        ).save()


DEEDS: dict[str, Callable[[Account, HttpRequest], None]] = {"back": _come_back, "resign": _resign, "leave": _announce}
