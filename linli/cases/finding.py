"""The case that an address names, for whoever may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from linli.cases.models import Case

if TYPE_CHECKING:
    from uuid import UUID

    from linli.people.person import Person


def case_or_404(person: Person, street: str, case_id: UUID) -> Case:
    """The case if ``person`` may see it; what they may not see is not found."""
    case = Case.reached(person, street=street, key=case_id)
    if case is None:
        raise Http404
    return case
