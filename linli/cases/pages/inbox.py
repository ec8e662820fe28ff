"""An organisation's inbox: what waits for its answer, what it has in hand, what it answers for, what it has done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import assignments, reach
from linli.cases.models import Assignment, Case
from linli.cases.reading import lists, shown
from linli.people.doorway import for_known
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.person import Person

State = Assignment.State
PARTS: tuple[tuple[Words, str, frozenset[str]], ...] = (
    (_("邀请我们看看"), State.OFFERED, frozenset({"invited"})),
    (_("正在办"), State.ACCEPTED, frozenset({"holder"})),
    (_("由我们负责"), "", frozenset({"responsible"})),
    (_("办过的"), State.FINISHED, frozenset()),
)


@require_safe
@for_known
def inbox(request: HttpRequest) -> HttpResponse:
    """For whoever speaks for organisations today; one list for each organisation and kind. 403 for everybody else."""
    person = person_of(request)
    organisations = {seat.organisation_id: seat.organisation_name for seat in person.seats if seat.organisation_id}
    if not organisations:
        raise PermissionDenied
    sections = [
        {
            "title": f"{name} · {title}" if len(organisations) > 1 else title,
            "cards": shown.rows(_cases(person, key, state), person, held=held),
        }
        for key, name in organisations.items()
        for title, state, held in PARTS
    ]
    context = {
        "title": _("单位收件箱"),
        "intro": "、".join(organisations.values()),
        "face": "helper",
        "sections": sections,
        "empty": {"what": _("没有要办的"), "next": _("邀请单位的、单位认领的，都会到这里。")},
    }
    return render(request, "cases/list.html", context)


def _cases(person: Person, organisation: UUID, state: str) -> list[Case]:
    """The newest of them, soonest due first, within what the person may see."""
    ours = reach.of_organisation(organisation, state) if state else Q(responsible_organisation=organisation)
    cases = Case.objects.visible_to(person).filter(ours).select_related("matter")
    if not state:
        cases = cases.open()
    found = list(cases.order_by("due", "-changed")[: lists.PAGE])
    assignments.read_together(found)
    return found
