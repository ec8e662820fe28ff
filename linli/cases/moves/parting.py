"""An organisation is dissolved.

What it took on is given back by the flow's own step, what it was offered is offered no more, what it answers for gets a
post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from linli.cases import assignments
from linli.cases.models import Assignment, Case
from linli.flows.doors import SYSTEM, note, take
from linli.people.serving import organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from linli.flows.act import Act
    from linli.people.models import Organisation, Post
    from linli.people.person import Person

VERB = "reassign"
UNINVITE = "uninvite"


@transaction.atomic
def dissolve(organisation: Organisation, *, to: Post, on: date, by: Person, at: datetime) -> int:
    """End the organisation on a day; ``to`` answers from now on for its open cases. How many cases were moved.

    A second call finds nothing left to do. Its liaisons lose their seats; its name stays in what was done.
    """
    organisations.close(organisation, on=on)
    return _give_back(organisation, at) + _uninvite(organisation, by, at) + _reassign(organisation, to, by, at)


def _give_back(organisation: Organisation, at: datetime) -> int:
    cases = _assigned(organisation, Assignment.State.ACCEPTED)
    for case in cases:
        take(case.table.gives_back, case, by=SYSTEM, at=at)
    return len(cases)


def _uninvite(organisation: Organisation, by: Person, at: datetime) -> int:
    cases = _assigned(organisation, Assignment.State.OFFERED)
    for case in cases:
        note(case, UNINVITE, by=by, at=at, does=lambda act: _offered_no_more(act, organisation))
    return len(cases)


def _offered_no_more(act: Act, organisation: Organisation) -> bool:
    offered = [row for row in assignments.live(act) if row.organisation_id == organisation.pk]
    assignments.end(act, offered, Assignment.State.EXPIRED)
    return bool(offered)


def _assigned(organisation: Organisation, state: Assignment.State) -> list[Case]:
    rows = Assignment.objects.filter(organisation=organisation, state=state)
    return [row.case for row in rows.select_related("case").order_by("id")]


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
