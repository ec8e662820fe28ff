"""An organisation is dissolved: what it took on is given back by the flow's own step, what it answers for gets a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from linli.cases.models import Assignment, Case
from linli.flows.doors import SYSTEM, note, take
from linli.people import organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from linli.flows.act import Act
    from linli.people.models import Organisation, Post
    from linli.people.person import Person

VERB = "reassign"


@transaction.atomic
def dissolve(organisation: Organisation, *, to: Post, on: date, by: Person, at: datetime) -> int:
    """End the organisation on a day; ``to`` answers from now on for its open cases. How many cases were moved.

    A second call finds nothing left to do. Its liaisons lose their seats; its name stays in what was done.
    """
    organisations.close(organisation, on=on)
    return _give_back(organisation, at) + _reassign(organisation, to, by, at)


def _give_back(organisation: Organisation, at: datetime) -> int:
    taken = Assignment.objects.filter(organisation=organisation, state=Assignment.State.ACCEPTED)
    cases = [row.case for row in taken.select_related("case").order_by("id")]
    for case in cases:
        take(case.table.gives_back, case, by=SYSTEM, at=at)
    return len(cases)


def _reassign(organisation: Organisation, to: Post, by: Person, at: datetime) -> int:
    cases = list(Case.objects.open().filter(responsible_organisation=organisation, street=to.street).order_by("id"))
    for case in cases:
        note(case, VERB, by=by, at=at, does=lambda act: _answers_now(act, organisation, to))
    return len(cases)


def _answers_now(act: Act, organisation: Organisation, to: Post) -> bool:
    case = act.record
    if not isinstance(case, Case) or case.responsible_organisation_id != organisation.pk:
        return False
    case.responsible_organisation_id, case.responsible_post_id = None, to.pk
    return True
