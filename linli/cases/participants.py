"""Who takes part: what steps of any flow do with participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.intakes import INTAKE
from linli.cases.models import Participant
from linli.cases.reaching import chosen
from linli.forms.fields import Field
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from linli.flows.act import Act

SELF, OTHER = "self", "other"
FOR_WHOM = ((SELF, _("我自己")), (OTHER, _("替别人登记（走访、代办）")))
WHOM = Field("whom", _("替谁登记？"), kind="choice", choices=FOR_WHOM)
"""Asked of whoever registers matters for others; everybody else begins their own."""


def take_down(act: Act) -> None:
    """What the first step of most matters does: note of which ``kind`` it is, how to tell them, and who takes part.

    Somebody for themselves, or whoever registers it for the receipt's holder; without an account, and where `WHOM` was
    not asked, it is for oneself. Whoever takes a ledger in stands behind none of its rows.
    """
    act.record.kind = act.answers.get("kind", "")  # type: ignore[attr-defined]
    chosen.keep(act)
    if act.by.account_id is not None and act.answers.get(WHOM.name, SELF) != SELF:
        if INTAKE not in act.facts:
            join(act, Participant.Role.PROXY, account=act.by.account_id)
        join(act, Participant.Role.BENEFICIARY, by_receipt=True)
    else:
        join(act, Participant.Role.APPLICANT, account=act.by.account_id, by_receipt=True)


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
