"""The lists of follow-up for whoever handles cases in a place: calls and puttings right that are owed, whom to call, where to go, what to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Either
from django.db.models import Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from linli.cases.follow_up.models import CALL_OWED, RIGHT_OWED, WAITING, FollowUp, Objection
from linli.cases.models import Case
from linli.cases.reading import lists
from linli.cases.reading.desk_list import in_places
from linli.people.roles import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from linli.kit.words import Words
    from linli.people.person import Person, Seat

Channel = FollowUp.Channel
OWED, CALLS, VISITS, WAIT, DECIDE = "owed", "calls", "visits", "wait", "decide"
WORDS: dict[str, Words] = {
    OWED: _("差评要办的"),
    CALLS: _("要打电话问的"),
    VISITS: _("要上门问的"),
    WAIT: _("等本人在网上答的"),
    DECIDE: _("要审的"),
}
SETS: dict[str, Q] = {
    OWED: CALL_OWED | RIGHT_OWED,
    CALLS: WAITING & Q(way=Channel.CALL),
    VISITS: WAITING & Q(way=Channel.VISIT),
    WAIT: WAITING & Q(way__in=(Channel.PAGE, Channel.LINK)),
}
ROLES = HANDLERS


@dataclass(frozen=True)
class Chosen:
    """One list: which, its rows on this page, and how many each list has."""

    which: str
    rows: list[Any]
    counts: dict[str, int]
    page: int
    pages: int


def chosen(request: HttpRequest, seats: Sequence[Seat]) -> Chosen:
    """What the address bar asks for, else the first list with something in it. At most three statements."""
    counts = FollowUp.objects.filter(_here(seats)).aggregate(
        **{f"in_{name}": Count("id", filter=condition) for name, condition in SETS.items()}
    )
    told = {name: counts[f"in_{name}"] for name in SETS}
    if any(seat.role == "street" for seat in seats):
        told[DECIDE] = Objection.objects.filter(_here(seats), upheld__isnull=True).count()
    which = lists.chosen(request, "what", list(told)) or next((name for name, count in told.items() if count), OWED)
    pages = max(1, -(-told[which] // lists.PAGE))
    page = min(max(1, lists.number(request.GET.get("page", ""))), pages)
    rows = listed(which, seats)[(page - 1) * lists.PAGE : page * lists.PAGE]
    return Chosen(which, list(rows), told, page, pages)


def listed(which: str, seats: Sequence[Seat]) -> QuerySet[Any]:
    """The rows of a list, with their cases: what is due first, else what waits longest."""
    if which == DECIDE:
        found = Objection.objects.filter(_here(seats), upheld__isnull=True)
        return found.select_related("case").order_by("decide_by", "id")
    rows = FollowUp.objects.filter(_here(seats), SETS[which]).select_related("case")
    if which == OWED:
        return rows.annotate(first=Coalesce(Either(When(CALL_OWED, then=F("call_by"))), F("right_by"))).order_by(
            "first", "id"
        )
    return rows.order_by("asked", "id")


def to_call(person: Person) -> QuerySet[Case]:
    """The cases whose person is to be called about them, for which a post answers that ``person`` holds."""
    own = Q(pk__in=[])
    for seat in person.seats:
        if seat.role in ROLES:
            own |= Q(street=seat.street, responsible_post=seat.post_id)
    asked = FollowUp.objects.filter(SETS[CALLS] | CALL_OWED, street=OuterRef("street"), case=OuterRef("pk"))
    return Case.objects.filter(own, Exists(asked)).order_by("closed", "began")


def _here(seats: Sequence[Seat]) -> Exists:
    """Rows of cases in the places of these seats."""
    return Exists(Case.objects.filter(in_places(seats), street=OuterRef("street"), pk=OuterRef("case")))


CALL_LIST: Words = _("回访：问办得怎么样，差评后打电话")
