"""Who is what towards a case: the whole policy on one page.

Seats (posts held now) act in the places that their code begins; participants speak for themselves or by receipt;
a holder has accepted the assignment, an invited one was offered it. Who watches (an auditor) sees that something was done, not what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from linli.people.roles import HANDLERS, WATCHERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from linli.cases.models import Case, Participant
    from linli.people.person import Person

SEAT_ROLES = HANDLERS | WATCHERS
ASSIGNMENT_ROLES = {"holder": "accepted", "invited": "offered"}
"""Role → the state of the assignment that gives it."""

OWN = frozenset({"applicant", "beneficiary", "party", "guardian"})
"""As what somebody's own matter is handled. A proxy, a witness, a helper speaks in somebody else's."""

PARTICIPANT_ROLES = frozenset(
    {"applicant", "beneficiary", "party", "guardian", "proxy", "witness", "affected", "subscriber"}
)


def roles(case: Case, person: Person, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the ``wanted`` roles that ``person`` has; reads only the rows that the wanted roles need."""
    held = set(wanted & seat_roles(case, person))
    if "responsible" in wanted and is_responsible(case, person):
        held.add("responsible")
    if wanted & PARTICIPANT_ROLES:
        held |= wanted & participant_roles(case, person)
    if wanted & ASSIGNMENT_ROLES.keys():
        held |= wanted & assignment_roles(case, person)
    return frozenset(held)


def seat_roles(case: Case, person: Person) -> frozenset[str]:
    """The roles that come from posts held now, in the places that their code begins. Reads nothing."""
    return frozenset(seat.role for seat in person.seats if seat.role in SEAT_ROLES and seat.covers(case.place))


def is_responsible(case: Case, person: Person) -> bool:
    """Whether ``person`` holds the responsible post, or speaks for the responsible organisation.

    The desk of a community answers for what lies in one that was merged into it.
    """
    if case.responsible_post_id is not None:
        return any(
            seat.post_id == case.responsible_post_id or (seat.role == "desk" and case.place.startswith(seat.before))
            for seat in person.seats
        )
    organisation = case.responsible_organisation_id
    return organisation is not None and any(seat.organisation_id == organisation for seat in person.seats)


def participant_roles(case: Case, person: Person) -> set[str]:
    """The roles that ``person`` has as a participant, now."""
    if person.account_id is None and case.id not in person.receipts:
        return set()
    return {row.role for row in case.present_participants if speaks_for(person, row)}


def participant_roles_in(cases: Sequence[Case], person: Person) -> dict[UUID, frozenset[str]]:
    """The same for each of several cases; one query."""
    rows = apps.get_model("cases", "Participant")._default_manager.filter(
        street__in={case.street for case in cases}, case__in=[case.id for case in cases], until__isnull=True
    )
    found: dict[UUID, frozenset[str]] = {case.id: frozenset() for case in cases}
    for row in rows if cases else ():
        if speaks_for(person, row):
            found[row.case_id] |= {row.role}
    return found


def speaks_for(person: Person, row: Participant) -> bool:
    """Whether ``person`` is this participant: by account, for an organisation, or with the receipt."""
    organisations = {seat.organisation_id for seat in person.seats if seat.organisation_id}
    return (
        (row.account_id is not None and row.account_id == person.account_id)
        or (row.organisation_id in organisations)
        or (row.by_receipt and row.case_id in person.receipts)
    )


def assignment_roles(case: Case, person: Person) -> set[str]:
    """The role of the holder and of the invited one, for a person or an organisation they speak for."""
    if person.account_id is None:
        return set()
    organisations = {seat.organisation_id for seat in person.seats if seat.organisation_id}
    states = {state: role for role, state in ASSIGNMENT_ROLES.items()}
    return {
        states[row.state]
        for row in case.live_assignments
        if row.account_id == person.account_id or (row.organisation_id and row.organisation_id in organisations)
    }
