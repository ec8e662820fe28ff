"""Who takes part: what steps of any flow do with participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.models import Participant
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from linli.flows.act import Act


def join(
    act: Act,
    role: Participant.Role,
    *,
    account: UUID | None = None,
    organisation: UUID | None = None,
    by_receipt: bool = False,
) -> None:
    """Let somebody take part as ``role``: an account, an organisation, or whoever holds the receipt."""
    act.add(
        Participant(
            id=uuid7(),
            street=act.record.street,
            case_id=act.record.id,
            role=role,
            account_id=account,
            organisation_id=organisation,
            by_receipt=by_receipt,
        )
    )
