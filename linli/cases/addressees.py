"""Which persons are in a role towards a case at this moment, for whoever has to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import Q
from django.utils import timezone

from linli.cases import policy
from linli.cases.models import Assignment, Case
from linli.cases.reaching import chosen
from linli.ledger.events import facts_of
from linli.notices.addressees import Addressee
from linli.people.models import Post
from linli.people.presence import manned
from linli.people.roles import COMMUNITY, GRID, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from linli.flows.records import Record
    from linli.ledger.models import Event

State = Assignment.State


def of_case(record: Record, roles: frozenset[str], event: Event) -> list[Addressee]:
    """Everybody in one of the ``roles``: whoever acts at a post today, who takes part, who has it in hand."""
    case = cast("Case", record)
    return [
        *_participants(case, roles & policy.PARTICIPANT_ROLES),
        *_takers(case, roles & policy.ASSIGNMENT_ROLES.keys(), event),
        *_posts(case, roles),
    ]


def _participants(case: Case, roles: frozenset[str]) -> Iterator[Addressee]:
    for row in case.present_participants if roles else ():
        if row.role in roles and row.organisation_id is not None:
            yield from _liaisons(case.street, row.organisation_id, row.role)
        elif row.role in roles and row.account_id is not None:
            yield Addressee(row.role, row.account_id)
        elif row.role in roles and row.by_receipt:
            yield Addressee(row.role, None, way=chosen.of_case(case) or "")


def _takers(case: Case, roles: frozenset[str], event: Event) -> Iterator[Addressee]:
    if not roles:
        return
    rows = list(Assignment.objects.filter(street=case.street, case=case.id).order_by("offered", "id"))
    wanted = {"holder": _holder(rows, event), "invited": [row for row in rows if row.state == State.OFFERED]}
    for role in sorted(roles):
        for row in wanted[role]:
            if row.organisation_id is not None:
                yield from _liaisons(case.street, row.organisation_id, role)
            elif row.account_id is not None:
                yield Addressee(role, row.account_id)


def _holder(rows: list[Assignment], event: Event) -> list[Assignment]:
    """Who has it in hand; else whoever had it until this very event, or brought it to an end."""
    if held := [row for row in rows if row.state == State.ACCEPTED]:
        return held
    changed = facts_of(event).get("rows", {})
    # Whoever had accepted gave a slot back with it; an invitation that ran out had none.
    if ended := [row for row in rows if "slot" in changed.get(str(row.id), {}) and row.state != State.FINISHED]:
        return ended
    return [row for row in rows[-1:] if row.state == State.FINISHED]


def _posts(case: Case, roles: frozenset[str]) -> Iterator[Addressee]:
    """Holders and stand-ins of the posts that act here, in every role that is a post's; of the responsible one too."""
    wanted, responsible = roles & policy.SEAT_ROLES, "responsible" in roles
    here = Q(kind=STREET) | Q(kind=COMMUNITY, place=case.community) | Q(kind=GRID, grid__code=case.place)
    which = Q(here | Q(kind=COMMUNITY, before__contains=case.community), role__in=wanted)
    if case.responsible_post_id is not None:
        which |= Q(pk=case.responsible_post_id, **({} if responsible else {"role__in": wanted}))
    if wanted or responsible:
        for post, account in _acting(which, case.street):
            yield Addressee(post.role if post.role in wanted else "responsible", account, by_post=True)
    if responsible and case.responsible_organisation_id is not None:
        yield from _liaisons(case.street, case.responsible_organisation_id, "responsible")


def _liaisons(street: str, organisation: UUID, role: str) -> Iterator[Addressee]:
    """Whoever speaks for an organisation today; nobody for one that is no more."""
    which = Q(role="liaison", organisation=organisation, organisation__active=True)
    yield from (Addressee(role, account, by_post=True) for _post, account in _acting(which, street))


def _acting(which: Q, street: str) -> Iterator[tuple[Post, UUID]]:
    for manning in manned(Post.objects.filter(which, street=street), street=street, day=timezone.localdate()):
        yield from ((manning.post, tenure.account_id) for tenure in manning.acting)
