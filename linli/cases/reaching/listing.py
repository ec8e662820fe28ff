"""Who was not told: text messages that did not arrive, calls and visits that are owed, in the places of a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.cases import reach
from linli.cases.models import Case
from linli.cases.reading import lists, shown
from linli.cases.reading.desk_list import communities_in, in_places
from linli.flows.table import declared, flow_named
from linli.kit.masking import mask_name, mask_phone
from linli.ledger import texts
from linli.notices import by_hand, inbox, outcomes
from linli.notices.models import Delivery
from linli.notices.ways import Way
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import place_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from linli.flows.table import Flow
    from linli.kit.words import Words
    from linli.ledger.texts import Said
    from linli.people.person import Seat

State = Delivery.State

WAITS = Q(state__in=by_hand.WAITS)
WHICH: dict[str, tuple[Words, Q]] = {
    "open": (_("还没告诉到"), WAITS),
    "failed": (_("短信没送到"), Q(state=State.FAILED)),
    "call": (_("要打电话"), Q(state=State.OWED, way=Way.CALL)),
    "visit": (_("要上门"), Q(state=State.OWED, way=Way.VISIT)),
    "told": (_("告诉到了"), Q(state=State.TOLD)),
    "unreached": (_("没联系上"), Q(state=State.UNREACHED)),
}
TO_DO = ("open", "failed", "call", "visit")
"""Those in which somebody still has to be told."""
ORDERS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "oldest": (_("先看最早的"), ("made", "id")),
    "newest": (_("先看最近的"), ("-made", "-id")),
}


NUMBER_SIGNS = 10


@dataclass(frozen=True)
class Chosen:
    """What the address bar asks for: whose seats read, which of the rows, of which community, with which number of a case, in which order; or ``one``."""

    seats: tuple[Seat, ...]
    which: str
    order: str
    community: str
    communities: tuple[tuple[str, str], ...]
    number: str = ""
    one: UUID | None = None

    def rows(self) -> QuerySet[Delivery]:
        """The rows, each with the ``place`` of its case."""
        found = all_in(self.seats, community=self.community).filter(WHICH[self.which][1])
        if self.one is not None:
            found = found.filter(pk=self.one)
        if self.number:
            tail = Case.tail_of(self.number)
            # A key as text, with hyphens or without, ends with the same twelve signs.
            ends = found.annotate(written=Cast("stream", TextField())).filter(written__endswith=tail)
            found = ends if tail else found.none()
        return found.order_by(*ORDERS[self.order][1])

    def cut(self, request: HttpRequest) -> tuple[list[Delivery], int, int, int]:
        """One page of them: the rows, which page it is, of how many, and how many there are in all. Two queries."""
        found = self.rows()
        # One row per street: the counts are added up.
        counts = found.order_by().values("street").annotate(number=Count("id")).values_list("number", flat=True)
        total = sum(counts)
        pages = max(1, -(-total // lists.PAGE))
        page = min(max(1, lists.number(request.GET.get("page", ""))), pages)
        return list(found[(page - 1) * lists.PAGE : page * lists.PAGE]), page, pages, total


def all_in(seats: Iterable[Seat], *, community: str = "") -> QuerySet[Delivery]:
    """Everything that was ever to reach somebody in the places of these seats, each row with the ``place`` of its case."""
    own = list(seats)
    case = Case.objects.filter(street=OuterRef("street"), pk=OuterRef("stream"))
    here = case.filter(in_places(own) & reach.within(community) if community else in_places(own))
    found = Delivery.objects.filter(Exists(here), street__in={seat.street for seat in own}, kind=Delivery.Kind.NEWS)
    return found.annotate(place=Subquery(case.values("place"))).select_related("notice", "account")


def chosen(request: HttpRequest, seats: tuple[Seat, ...]) -> Chosen:
    """What the address bar asks for; a value that is none of those offered counts as nothing chosen."""
    offered = tuple(communities_in(seats))
    return Chosen(
        seats=seats,
        which=lists.chosen(request, "which", list(WHICH)) or "open",
        order=lists.chosen(request, "order", list(ORDERS)) or "oldest",
        community=lists.chosen(request, "community", [code for code, _name in offered]),
        communities=offered,
        number=request.GET.get("number", "").strip()[:NUMBER_SIGNS],
        one=_key(request.GET.get("one", "")),
    )


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


@dataclass(frozen=True)
class Whom:
    """Whom a row concerns, as far as the seats may read it: the role in words, name and number whole."""

    role: str
    name: str
    phone: str

    @property
    def masked(self) -> tuple[str, str]:
        """Name and number as a list shows them."""
        return mask_name(self.name), mask_phone(self.phone)


def whom(rows: Sequence[Delivery], seats: Iterable[Seat]) -> dict[UUID, Whom]:
    """Whom each row concerns; one query, for what was left with the cases."""
    own = list(seats)
    flows = [flow for flow in declared() if flow.model is Case]
    asked = [each for flow in flows for each in flow.begins.asks.fields if each.kind in {"name", "tel"}]
    receipts = [row for row in rows if row.account_id is None]
    said = texts.newest(
        streets={row.street for row in receipts},
        streams=[row.stream for row in receipts if row.stream],
        fields=list(dict.fromkeys(each.name for each in asked)),
        audiences={each.audience for each in asked},
    )
    return {row.pk: _whom(row, own, said) for row in rows}


def _whom(row: Delivery, seats: list[Seat], said: dict[UUID, list[Said]]) -> Whom:
    notice = row.notice
    assert notice is not None  # noqa: S101 - the database holds that news have one
    flow = flow_named(notice.flow)
    role = str(flow.roles.get(notice.role, shown.ROLES.get(notice.role, "")))
    held = {seat.role for seat in seats if seat.covers(row.place)}  # type: ignore[attr-defined]
    if row.account is not None:
        return Whom(role, row.account.name, row.account.phone) if _may(flow, held) else Whom(role, "", "")
    kinds = {each.name: each.kind for each in flow.begins.asks.fields}
    read = {
        kinds.get(one.field, ""): one.words for one in said.get(notice.stream, ()) if flow.may_read(one.audience, held)
    }
    return Whom(role, read.get("name", ""), read.get("tel", ""))


def _may(flow: Flow, held: Iterable[str]) -> bool:
    """Whether somebody in these roles may call people of this flow: as far as they may read the number that it asks for."""
    audience = next((each.audience for each in flow.begins.asks.fields if each.kind == "tel"), "")
    return flow.may_read(audience, held)


def shown_rows(rows: Sequence[Delivery], seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """The rows as plain values for a page: masked."""
    people = whom(rows, seats)
    return [_row(row, people[row.pk]) for row in rows]


def _row(row: Delivery, who: Whom) -> dict[str, Any]:
    assert row.notice is not None  # noqa: S101 - as above
    told = inbox.row(row.notice)
    name, phone = who.masked
    return {
        "label": told["label"],
        "kind": told["kind"],
        "case_url": Case(street=row.street, id=row.stream).url,
        "community": place_name(row.place[:COMMUNITY_DIGITS]),  # type: ignore[attr-defined]
        "role": who.role,
        "name": name,
        "phone": phone,
        "what": told["what"],
        "why": outcomes.why(row) if row.state in by_hand.WAITS else outcomes.outcome(row.notice, row)[0],
        "made": row.made,
        "settled": row.settled,
        "url": reverse("unreached_result", args=[row.street, row.pk]) if row.state in by_hand.WAITS else "",
    }
