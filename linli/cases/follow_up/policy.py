"""Who is what towards the follow-up of a case. Nobody decides about what they asked for, nor about what they did themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.figures import HANDLING
from linli.cases.models import Assignment, Case
from linli.cases.policy import OWN, is_responsible
from linli.ledger.events import facts_of
from linli.ledger.models import Event

if TYPE_CHECKING:
    from uuid import UUID

    from linli.cases.follow_up.models import Objection
    from linli.people.person import Person

DESK = ("desk", "responsible")
ASKERS = ("desk", "responsible", "grid")
"""Who notes what a person said in a call or at their door."""
RATED = ("desk", "responsible", "grid", "holder")
"""Who may object to a rating or to having had the case: whoever handled it."""
STREET = ("street",)
READERS = frozenset({*OWN, "proxy", *RATED, *STREET})
"""Who reads how a follow-up stands."""
SAID_TO = frozenset({*DESK, *STREET, "holder", "grid"})
"""Who reads why something is contested: whoever objects or decides."""


def held_by(case: Case, person: Person, held: frozenset[str]) -> frozenset[str]:
    """The roles ``held`` by ``person``, and that of the holder still for whoever had it in hand until it was done and is nothing else to it."""
    if not held.isdisjoint(READERS):
        return held
    return held | {"holder"} if _brought_it_to_an_end(case, person) else held


def _brought_it_to_an_end(case: Case, person: Person) -> bool:
    if person.account_id is None:
        return False
    organisations = {seat.organisation_id for seat in person.seats if seat.organisation_id}
    rows = Assignment.objects.filter(street=case.street, case=case.id, state=Assignment.State.FINISHED)
    taken = rows.values_list("account_id", "organisation_id")
    return any(org in organisations if org else account == person.account_id for account, org in taken)


def may_decide(case: Case, person: Person, about: Objection) -> bool:
    """Whether ``person`` may decide: neither who asked, nor anybody whose work on the case is rated."""
    if person.account_id is None or person.account_id == about.asked_by_id or is_responsible(case, person):
        return False
    organisations = {seat.organisation_id for seat in person.seats if seat.organisation_id}
    taken = Assignment.objects.filter(street=case.street, case=case.id).values_list("account_id", "organisation_id")
    if any(org in organisations or account == person.account_id for account, org in taken):
        return False
    return person.account_id not in rated(case)


def rated(case: Case) -> set[UUID]:
    """The accounts that handled the case, as its events say: their work is what a rating speaks of."""
    doing = HANDLING - set(STREET)
    events = Event.objects.filter(street=case.street, stream=case.id)
    return {event.by for event in events if facts_of(event).get("as") in doing}
