"""How the follow-up of a case stands: what was answered, what is still owed, what is contested; read once for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linli.cases.follow_up import objecting
from linli.cases.follow_up.catching_up import follow_up_of, up_to_date

if TYPE_CHECKING:
    from linli.cases.follow_up.models import FollowUp, Objection
    from linli.cases.models import Case

KEPT_AS = "follow_up_standing"


@dataclass(frozen=True)
class Standing:
    """The follow-up of ``case``, None before anybody was asked, and all objections, oldest first."""

    case: Case
    row: FollowUp | None
    objections: list[Objection]

    def live(self, kind: str) -> Objection | None:
        """The objection of a kind that stands."""
        return objecting.live(self.objections, kind)


def of(case: Case) -> Standing:
    """How it stands; three statements, once per loaded case.

    What the worker did not learn yet is known here already: nobody is asked once more what they just answered.
    """
    found: Standing | None = vars(case).get(KEPT_AS)
    if found is None:
        row = follow_up_of(case)
        row = up_to_date(case, row)[0] if row is not None else None
        # Nobody objects before it was done or is over: so most cases cost one statement.
        rows = objecting.objections_of(case) if row is not None or case.closed is not None else []
        found = Standing(case, row, rows)
        vars(case)[KEPT_AS] = found
    return found
