"""Who takes part in a case and who has it in hand, as far as a reader is told; persons by a masked name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.kit.asked import Asked, slots
from linli.people.models import Account, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linli.cases.models import Assignment, Case, Participant

INVOLVED = "involved"
"""The audience that is told who has the case in hand."""


def shown(case: Case, held: frozenset[str]) -> list[dict[str, Any]]:
    """Role, name and note of each participant and holder that a reader in the roles ``held`` is told of."""
    flow = case.table
    participants = [row for row in case.present_participants if flow.may_read(row.audience, held)]
    assignments = case.live_assignments if flow.may_read(INVOLVED, held) else []
    names = _names([*participants, *assignments])
    return [
        {"role": row.get_role_display(), "name": _name(row, names), "note": _("凭收件码") if row.by_receipt else ""}
        for row in participants
    ] + [{"role": row.get_state_display(), "name": _name(row, names), "note": ""} for row in assignments]


def _names(rows: Iterable[Participant | Assignment]) -> dict[Any, str]:
    """Names by the key of account or organisation; no query where nobody is named."""
    keys = {(row.organisation_id, row.account_id) for row in rows}
    organisations = {organisation for organisation, _account in keys if organisation}
    accounts = {account for organisation, account in keys if account and not organisation}
    found: dict[Any, str] = {}
    if organisations:
        found |= dict(Organisation.objects.filter(id__in=organisations).values_list("id", "name"))
    if accounts:
        found |= {account.id: account.masked_name for account in _named(len(accounts))(ids=list(accounts))}
    return found


@lru_cache(maxsize=32)
def _named(count: int) -> Asked[Account]:
    return Asked(lambda: Account.objects.filter(id__in=slots(count, "ids", Account, "id")).only("name"))


def _name(row: Participant | Assignment, names: dict[Any, str]) -> str:
    return names.get(row.organisation_id or row.account_id, "") or _("没有账号")
