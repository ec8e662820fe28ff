"""Reach: the one predicate that says which cases exist for a person. Lists, pages, counts and exports all use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from linli.people import roles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from linli.people.person import Person, Seat

SEEING = roles.HANDLERS | roles.WATCHERS


def visible(person: Person) -> Q:
    """A condition on cases: published ones, those in the person's places, those they take part in or hold a code of."""
    condition = ~Q(scope="")
    for seat in person.seats:
        if seat.role in SEEING:
            condition |= of_seat(seat)
        if seat.organisation_id:
            condition |= _rows("Assignment", organisation=seat.organisation_id)
            condition |= Q(street=seat.street, responsible_organisation=seat.organisation_id)
    if person.receipts:
        condition |= Q(street__in=person.receipt_streets, id__in=person.receipts)
    if person.account_id is not None:
        condition |= mine(person.account_id)
    return condition


def of_seat(seat: Seat) -> Q:
    """Cases in the place of a seat, and in those that were merged into it."""
    places = Q()
    for code in seat.codes:
        places |= within(code)
    return Q(places, street=seat.street)


def within(code: str) -> Q:
    """Cases whose place begins with ``code``, as a range: an index serves it on every database and in every locale."""
    return Q(place__gte=code, place__lt=str(int(code) + 1))


def mine(account_id: UUID) -> Q:
    """Cases in which the account is a participant or was given an assignment."""
    return participates(account_id) | _rows("Assignment", account=account_id)


def participates(account_id: UUID | None) -> Q:
    """Cases in which the account is a participant."""
    return _rows("Participant", account=account_id, until__isnull=True)


def ever(account_id: UUID, roles: Iterable[str]) -> Q:
    """Cases in which the account is or was a participant in one of the ``roles``."""
    return _rows("Participant", account=account_id, role__in=list(roles))


def given(account_id: UUID) -> Q:
    """Cases in which the account was ever given an assignment."""
    return _rows("Assignment", account=account_id)


def of_organisation(organisation: UUID, state: str) -> Q:
    """Cases with an assignment in ``state`` that was given to the organisation."""
    return _rows("Assignment", organisation=organisation, state=state)


def assigned(person: Person, state: str) -> Q:
    """Cases with an assignment in ``state`` that was given to the person or an organisation they speak for."""
    condition = _rows("Assignment", account=person.account_id, state=state)
    for seat in person.seats:
        if seat.organisation_id:
            condition |= _rows("Assignment", organisation=seat.organisation_id, state=state)
    return condition


def _rows(model: str, **who: object) -> Q:
    rows = apps.get_model("cases", model)._default_manager
    return Q(Exists(rows.filter(street=OuterRef("street"), case=OuterRef("pk"), **who)))
