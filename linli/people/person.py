"""The person in front of a page: an account with the seats it holds today, or a visitor with receipts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.kit.asked import Asked, Slot, slots
from linli.people.models import Account, Tenure
from linli.people.presence import acting
from linli.people.receipts_cookie import receipts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest

KEPT_AS = "linli_person"
NONE: Mapping[UUID, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Seat:
    """A post at which the person acts today: as its holder, or standing in. ``code`` is the community's, the street's, or for a grid's post the grid's.

    ``before`` are the codes of places that were merged into that one: what was there is this seat's as well.
    Who speaks for an organisation that is no longer active does not sit for it.
    """

    post_id: UUID
    role: str
    street: str
    code: str
    organisation_id: UUID | None
    title: str
    organisation_kind: str = ""
    organisation_name: str = ""
    before: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code under which something of this seat may stand."""
        return (self.code, *self.before)

    def covers(self, place: str) -> bool:
        """Whether a place lies where this seat acts."""
        return place.startswith(self.codes)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: what every permission is decided from.

    ``receipts`` are the streams that were opened with a receipt code in this browser, ``receipt_streets`` the
    streets in which they lie.
    """

    account_id: UUID | None
    seats: tuple[Seat, ...] = ()
    receipts: frozenset[UUID] = frozenset()
    receipt_streets: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether an account stands behind the person."""
        return self.account_id is not None

    def has(self, role: str) -> bool:
        """Whether the person holds a seat with this role anywhere."""
        return any(seat.role == role for seat in self.seats)

    def places(self, role: str) -> tuple[str, ...]:
        """Return the codes of the places in which the person has this role, each once."""
        return tuple(dict.fromkeys(seat.code for seat in self.seats if seat.role == role))


def visitor(receipts: Mapping[UUID, str] = NONE) -> Person:
    """Return a person without an account, who opened these receipts: stream → street."""
    return Person(account_id=None, receipts=frozenset(receipts), receipt_streets=frozenset(receipts.values()))


def person_from(account: Account, *, on: date | None = None, receipts: Mapping[UUID, str] = NONE) -> Person:
    """Return the person of an account with the seats that it holds on a day (today); one statement at most."""
    return Person(
        account_id=account.pk,
        seats=_seats(account, on or timezone.localdate()),
        receipts=frozenset(receipts),
        receipt_streets=frozenset(receipts.values()),
    )


def person_of(request: HttpRequest) -> Person:
    """Return the person who sent the request, read once.

    Session, account and seats take three statements in all, two where the account never held a
    post, none for a visitor without a session.
    """
    kept = vars(request).get(KEPT_AS)
    if isinstance(kept, Person):
        return kept
    receipts = receipts_of(request)
    account = request.user
    person = person_from(account, receipts=receipts) if isinstance(account, Account) else visitor(receipts)
    vars(request)[KEPT_AS] = person
    return person


def _seats(account: Account, day: date) -> tuple[Seat, ...]:
    streets = account.street_codes
    if not streets:
        return ()
    return tuple(
        Seat(post, role, street, grid or place, organisation, title, kind or "", name or "", tuple(before.split()))
        for post, role, street, place, grid, organisation, title, kind, name, before in _held(len(streets))(
            streets=streets, account=account.pk, day=day
        )
    )


@lru_cache
def _held(streets: int) -> Asked[Any]:
    """The seats of an account on a day, in so many streets."""
    day: Any = Slot("day", Tenure, "since")
    held = Tenure.objects.on(day).filter(
        street__in=slots(streets, "streets", Tenure, "street"),
        account=Slot("account", Account, "id"),
    )
    rows = acting(held, day).order_by("since", "id")
    return Asked(
        lambda: rows.values_list(
            "post_id",
            "post__role",
            "street",
            "post__place",
            "post__grid__code",
            "post__organisation_id",
            "post__title",
            "post__organisation__kind",
            "post__organisation__name",
            "post__before",
        )
    )
