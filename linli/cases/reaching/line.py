"""What the people of a case were told of it: when, by which way, whether it arrived. For those who handle it, and each for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from linli.cases import policy
from linli.cases.reaching import chosen
from linli.cases.reading import shown
from linli.flows.table import HANDLERS
from linli.notices import by_hand, inbox, outcomes
from linli.notices.models import Delivery, Notice
from linli.people.roles import HANDLERS as HANDLING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from linli.cases.models import Case
    from linli.people.person import Person

MOST = 10
"""How many of the newest are told on a page."""


def of_case(case: Case, person: Person) -> dict[str, Any]:
    """The newest notices with what became of each (``told``), and the ``way`` that was chosen; nothing for others."""
    held = shown.all_roles(case, person)
    handles = case.table.may_read(HANDLERS, held)
    if not handles and not held & policy.PARTICIPANT_ROLES:
        return {"told": [], "way": ""}
    way = chosen.words(case) if case.is_by_receipt else ""
    calls = any(seat.role in HANDLING and seat.covers(case.place) for seat in person.seats)
    return {"told": _rows(case, _of_all() if handles else _own(case, person), calls=calls), "way": way}


def _of_all() -> Q:
    """What people were told beside the daily work of the desk itself."""
    return ~Q(role__in=policy.SEAT_ROLES)


def _own(case: Case, person: Person) -> Q:
    by_account = Q(account=person.account_id) if person.is_known else Q(pk__in=[])
    by_receipt = Q(account=None) if case.id in person.receipts else Q(pk__in=[])
    return Q(by_post=False) & (by_account | by_receipt)


def _rows(case: Case, whose: Q, *, calls: bool) -> list[dict[str, Any]]:
    found = Notice.objects.filter(whose, street=case.street, stream=case.id).select_related("account")
    notices = list(found.order_by("-number", "-id")[:MOST])
    if not notices:
        return []
    own, digests = _deliveries(case, notices)
    return [
        _row(case, notice, own.get(notice.pk) or _digest_of(notice, digests), calls=calls)
        for notice in notices
        if notice.over is None or notice.seen is not None or notice.pk in own
    ]


def _deliveries(case: Case, notices: Sequence[Notice]) -> tuple[dict[UUID, Delivery], list[Delivery]]:
    """What left the house of each notice; the daily messages to the same people, oldest first. One query."""
    accounts = {notice.account_id for notice in notices if notice.account_id}
    oldest = min(notice.made for notice in notices)
    digests = Q(kind=Delivery.Kind.DIGEST, account__in=accounts, due__gte=oldest) | Q(
        kind=Delivery.Kind.DIGEST, account__in=accounts, sent__gte=oldest
    )
    rows = list(Delivery.objects.filter(digests | Q(stream=case.id), street=case.street).order_by("made", "id"))
    own = {row.notice_id: row for row in rows if row.notice_id is not None and row.state != Delivery.State.DROPPED}
    return own, [row for row in rows if row.kind == Delivery.Kind.DIGEST]


def _digest_of(notice: Notice, digests: Iterable[Delivery]) -> Delivery | None:
    """The first daily message that can have counted this notice."""
    return next(
        (
            row
            for row in digests
            if row.account_id == notice.account_id and (moment := row.sent or row.due) and moment >= notice.made
        ),
        None,
    )


def _row(case: Case, notice: Notice, delivery: Delivery | None, *, calls: bool) -> dict[str, Any]:
    words, tone = outcomes.outcome(notice, delivery)
    role = case.table.roles.get(notice.role, shown.ROLES.get(notice.role, ""))
    name = notice.account.masked_name if notice.account else ""
    return {
        "what": inbox.row(notice)["what"],
        "who": f"{role} {name}".strip(),
        "at": notice.made,
        "how": words,
        "tone": tone,
        "url": reverse("unreached_result", args=[case.street, delivery.pk])
        if calls and delivery and _waits(delivery)
        else "",
        "moment": (delivery.settled or delivery.sent) if delivery else notice.seen,
    }


def _waits(delivery: Delivery) -> bool:
    return delivery.kind == Delivery.Kind.NEWS and delivery.state in by_hand.WAITS
