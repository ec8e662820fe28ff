"""Whose turn it is: offering, accepting, giving back, finishing. What steps of any flow do with assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import Q

from linli.cases.models import Assignment
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from linli.cases.models import Case
    from linli.flows.act import Act

State = Assignment.State


def live(act: Act) -> list[Assignment]:
    """The case's assignments that are offered or accepted, read once under the lock."""
    return cast("Case", act.record).live_assignments


def read_together(cases: Sequence[Case]) -> None:
    """Read what is offered or accepted in all ``cases`` at once, so that guards in a list ask nothing more."""
    rows = Assignment.objects.filter(
        street__in={case.street for case in cases},
        case__in=[case.id for case in cases],
        state__in=(State.OFFERED, State.ACCEPTED),
    ).order_by("id")
    found: dict[UUID, list[Assignment]] = {case.id: [] for case in cases}
    for row in rows if cases else ():
        found[row.case_id].append(row)
    for case in cases:
        case.live_assignments = found[case.id]


def holding(act: Act) -> Assignment | None:
    """The accepted assignment, if there is one."""
    return next((row for row in live(act) if row.state == State.ACCEPTED), None)


def open_slots(act: Act, *, account: UUID | None, organisation: UUID | None, most: int) -> list[int]:
    """The numbers 1 … ``most`` under which this taker holds no open claim in the street.

    The case's own live assignments are read with them, in one statement.
    """
    case = cast("Case", act.record)
    own = Q(case=case.id, state__in=(State.OFFERED, State.ACCEPTED))
    taker = Q(organisation=organisation) if organisation else Q(account=account, organisation=None)
    held = taker & Q(state=State.ACCEPTED)
    rows = list(Assignment.objects.filter(own | held, street=case.street).order_by("id"))
    case.live_assignments = [row for row in rows if row.case_id == case.id]
    whose = (None, organisation) if organisation else (account, None)
    taken = {row.slot for row in rows if row.state == State.ACCEPTED and _taker(row, organisation) == whose}
    return [slot for slot in range(1, most + 1) if slot not in taken]


def _taker(row: Assignment, organisation: UUID | None) -> tuple[UUID | None, UUID | None]:
    """Whose claim it is: an organisation's, whoever spoke for it, or a person's own."""
    return (None, row.organisation_id) if organisation else (row.account_id, row.organisation_id)


def accept(act: Act, *, account: UUID | None, organisation: UUID | None, mode: str, slot: int | None) -> None:
    """The taker accepts: their invitation if they had one, else a new assignment; other invitations expire."""
    for row in live(act):
        if (row.account_id, row.organisation_id) == (account, organisation) and row.state == State.OFFERED:
            act.change(row, state=State.ACCEPTED, mode=mode, slot=slot, answered=act.at)
            break
    else:
        act.add(_new(act, State.ACCEPTED, account, organisation, mode=mode, slot=slot))
    end(act, (row for row in live(act) if row.state == State.OFFERED), State.EXPIRED)


def invite(act: Act, *, account: UUID | None, organisation: UUID | None, mode: str = "") -> None:
    """Offer the case to somebody, who may decline at no cost."""
    act.add(_new(act, State.OFFERED, account, organisation, mode=mode, slot=None))


def end(act: Act, rows: Iterable[Assignment], state: Assignment.State) -> None:
    """Let ``rows`` end in ``state``; their slots are free again."""
    for row in rows:
        act.change(row, state=state, slot=None, answered=act.at)


def end_holding(act: Act, state: Assignment.State) -> None:
    """Let the accepted assignment end in ``state``."""
    end(act, (row for row in live(act) if row.state == State.ACCEPTED), state)


def end_all(act: Act) -> None:
    """The case is over: what was accepted is released, what was offered expires."""
    end_holding(act, State.RELEASED)
    end(act, (row for row in live(act) if row.state == State.OFFERED), State.EXPIRED)


def _new(
    act: Act, state: Assignment.State, account: UUID | None, organisation: UUID | None, *, mode: str, slot: int | None
) -> Assignment:
    return Assignment(
        id=uuid7(),
        street=act.record.street,
        case_id=act.record.id,
        state=state,
        account_id=account,
        organisation_id=organisation,
        mode=mode,
        slot=slot,
        offered=act.at,
        answered=act.at if state == State.ACCEPTED else None,
    )
