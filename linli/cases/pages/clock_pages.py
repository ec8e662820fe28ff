"""How a case's time is counted, and what is done to it: a page for those concerned, and one form for each deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import clocks
from linli.cases.deeds import page as deed_page
from linli.cases.finding import case_or_404
from linli.cases.reading import shown
from linli.cases.timing import clock_deeds, clock_words, lights, pauses
from linli.kit.working_time import DAY, HERE, Span, Unit
from linli.people.person import person_of
from linli.places.calendar_days import year_of
from linli.places.calendars import shown_calendar
from linli.ui import dates

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.cases.models import Case
    from linli.people.person import Person
    from linli.places.calendar_days import Special

MOST_DAYS = 40
"""So many holidays and make-up days are told at most."""


@never_cache
@require_safe
def clock(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """How the time of a case is counted; not for passers-by, whom the reasons do not concern."""
    person = person_of(request)
    case = case_or_404(person, street, case_id)
    held = _concerned(case, person)
    context = {
        "label": case.label,
        "back": case.url,
        "clock": case.table.clocks.get(case.clock, ""),
        "light": lights.light(case),
        "closed": case.closed,
        **_told(case),
        "steps": clock_deeds.buttons(case, held, recompute=True),
        "policy": reverse("policy"),
    }
    return render(request, "cases/clock.html", context)


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, street: str, case_id: UUID, verb: str) -> HttpResponse:
    """One deed at the clock."""
    case = case_or_404(person_of(request), street, case_id)
    return deed_page.page(request, clock_deeds.ROOM, case, verb, roles=shown.all_roles)


def _concerned(case: Case, person: Person) -> frozenset[str]:
    held = shown.all_roles(case, person)
    if held <= shown.OPEN_ROLES:
        raise PermissionDenied
    return held


def _told(case: Case) -> dict[str, Any]:
    """Facts (word, value) of the clock that runs; the days in between that differ from Monday to Friday."""
    if case.due is None:
        return {"facts": [], "days": [], "provisional": ""}
    limit = clocks.limit_of(case)
    facts = [
        (_("从什么时候算"), dates.day(clocks.began_of(case))),
        (_("一共给多久"), clock_words.length(limit)),
        (_("延长"), clock_words.length(Span(case.extra, limit.unit)) if case.extra else ""),
        (_("暂停过，不算的时间"), clock_words.idle(case.idle, limit.unit) if case.idle else ""),
        (_("正在暂停"), str(pauses.REASONS.get(case.pause_reason, ""))),
        (_("到什么时候"), dates.until(case.due)),
        (_("从什么时候起算快到期"), dates.day(case.warn) if case.warn and case.warn < case.due else ""),
        (_("催办"), _("%(count)s 次") % {"count": case.urged} if case.urged else ""),
        (_("督办"), _("从%(day)s起") % {"day": dates.day(case.supervised)} if case.supervised else ""),
    ]
    days = _special_days(case) if limit.unit is Unit.WORKDAYS else []
    return {"facts": facts, "days": days, "provisional": _provisional(case)}


def _provisional(case: Case) -> str:
    if not case.provisional or case.due is None:
        return ""
    known = shown_calendar(case.place).known
    last = (case.due.astimezone(HERE) - DAY).year
    year = next(
        (year for year in range(clocks.began_of(case).astimezone(HERE).year, last + 1) if year not in known), last
    )
    return gettext_lazy("%(year)s年的放假安排还没有公布，先按周一到周五算。公布以后重新算一次，并写进办理记录。") % {
        "year": year
    }


def _special_days(case: Case) -> list[Special]:
    """Holidays and make-up days from the beginning to the end."""
    first, last = (moment.astimezone(HERE).date() for moment in (clocks.began_of(case), clocks.due_of(case)))
    years = (year_of(case.place, year) for year in range(first.year, last.year + 1))
    return [each for year in years for each in year.special if each.last > first and each.first < last][:MOST_DAYS]
