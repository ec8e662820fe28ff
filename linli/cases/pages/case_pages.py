"""Pages of cases: one case, one's own, the desk, the street, the policy. Each reads through ``visible_to``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from linli.cases import actions, assignments, reach
from linli.cases.finding import case_or_404
from linli.cases.models import Assignment, Case
from linli.cases.pages import call_list, look_pages, rights_pages
from linli.cases.reaching import line
from linli.cases.reading import desk_list, exports, lists, sets, shown
from linli.notices import mailboxes
from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS, WATCHERS
from linli.places.naming import place_name
from linli.ui.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words
    from linli.people.person import Person, Seat

DESK_ROLES = HANDLERS | WATCHERS


@never_cache
def case(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """One case, as far as this person may read it."""
    person = person_of(request)
    found = case_or_404(person, street, case_id)
    told = look_pages.note_view(found, person, shown.whole(found, person))
    _take_as_seen(request, person, found)
    context = {"case": told, "rights": rights_pages.links(found, person), **line.of_case(found, person)}
    return render(request, "cases/case.html", context)


def _take_as_seen(request: HttpRequest, person: Person, case: Case) -> None:
    """What somebody was told of a case they have read once they opened it: nobody need call them about it."""
    user = request.user
    if isinstance(user, Account):
        if user.unread:
            user.unread = mailboxes.see(user.pk, now=timezone.now(), street=case.street, stream=case.id)
    elif case.id in person.receipts:
        mailboxes.see_by_receipt(street=case.street, stream=case.id, now=timezone.now())


@for_known
def mine(request: HttpRequest) -> HttpResponse:
    """What I asked for, or registered for somebody."""
    person = person_of(request)
    cases = Case.objects.filter(reach.participates(person.account_id)).order_by("closed", "-changed")
    part = lists.Listed(cases).cut(request)
    context = {
        "title": _("我的事"),
        "intro": "",
        "face": "resident",
        "cards": shown.own_rows(part.cases, person),
        "empty": {"what": _("还没有登记过"), "next": _("有什么需要，回首页说一声。")},
        "page": part.page,
        "pages": part.pages,
        "total": part.total,
    }
    return render(request, "cases/list.html", context)


@for_known
def claims(request: HttpRequest) -> HttpResponse:
    """What I took on, for myself or an organisation: first what is open, then invitations, then what is done."""
    person = person_of(request)
    sections = [
        (_("正在办"), Assignment.State.ACCEPTED, frozenset({"holder"})),
        (_("邀请您看看"), Assignment.State.OFFERED, frozenset({"invited"})),
        (_("办过的"), Assignment.State.FINISHED, frozenset[str]()),
    ]
    context = {
        "title": _("我的认领"),
        "intro": _("办不了可以随时退回，没有任何影响。"),
        "face": "helper",
        "sections": [
            {"title": title, "cards": shown.rows(_assigned(person, state), person, held=held)}
            for title, state, held in sections
        ],
        "empty": {"what": _("手上没有认领"), "next": _("看看有没有您能帮上的。")},
    }
    return render(request, "cases/list.html", context)


def _assigned(person: Person, state: Assignment.State) -> list[Case]:
    cases = Case.objects.filter(reach.assigned(person, state)).select_related("matter")
    found = list(cases.order_by("due", "-changed")[: lists.PAGE])
    assignments.read_together(found)
    return found


@for_known
def desk(request: HttpRequest) -> HttpResponse:
    """The desk's table: what is open in the person's places, soonest due first, one case beside it."""
    person = person_of(request)
    chosen = desk_list.chosen(request, tuple(seats_of(person, DESK_ROLES)))
    part = chosen.listed().cut(request)
    opened = _opened(request, person)
    rows = shown.rows(part.cases, person)
    if opened is not None:
        _take_as_seen(request, person, opened)
    closed = _address(request, case=None)
    beside = f"{closed}&case=" if closed != "?" else "?case="
    for row in rows:
        row["chosen"] = opened is not None and row["id"] == opened.id
        row["url"] = f"{beside}{row['street']}/{row['id']}"
    context = {
        "place": {"name": listed(place_name(seat.code) for seat in chosen.seats)},
        "actions": _actions(chosen.seats),
        "rows": rows,
        "states": [("open", sets.WORDS["open"]), *sets.states().items(), *_further(chosen.state)],
        "state": chosen.state,
        "communities": [("", _("全部社区")), *chosen.communities] if len(chosen.communities) > 1 else [],
        "community": chosen.community,
        "lates": [("", _("全部")), *((name, sets.WORDS[name]) for name in sets.TIMES)],
        "late": chosen.late,
        "page": part.page,
        "pages": part.pages,
        "total": part.total,
        "case": look_pages.note_view(opened, person, shown.whole(opened, person)) if opened else None,
        "prints": rights_pages.prints(opened, person) if opened else [],
        **(line.of_case(opened, person) if opened else {}),
        "close_url": closed,
        "exports": [(name, f"{reverse('desk_export', args=[name])}{closed}") for name in exports.FORMATS],
    }
    return render(request, "cases/desk.html", context)


@for_known
def desk_export(request: HttpRequest, form: str) -> HttpResponse:
    """The same table as a file, with the same filters: what it may say is in ``exports``."""
    person = person_of(request)
    chosen = desk_list.chosen(request, tuple(seats_of(person, DESK_ROLES)))
    return exports.answer(form, chosen.cases(), person)


def _actions(seats: tuple[Seat, ...]) -> list[dict[str, Any]]:
    """What can be begun from here; whoever has several places reads which one a button is for."""
    found = actions.offered(seats)
    several = len({action.place for action in found}) > 1
    offered = [
        {"label": f"{action.label} {place_name(action.place)}" if several else action.label, "url": action.url}
        for action in found
    ]
    if any(seat.role in call_list.ROLES for seat in seats):
        offered.append({"label": _("回访"), "url": reverse("follow_up")})
        offered.append({"label": _("来电查办"), "url": reverse("caller")})
        offered.append({"label": _("电话单"), "url": reverse("call_list")})
        offered.append({"label": _("没告诉到的人"), "url": reverse("unreached")})
    offered.append({"label": _("工作日历"), "url": reverse("calendar")})
    return offered


def seats_of(person: Person, roles: Iterable[str]) -> list[Seat]:
    """The person's posts among ``roles``; 403 where there is none."""
    seats = [seat for seat in person.seats if seat.role in roles]
    if not seats:
        raise PermissionDenied
    return seats


def _further(state: str) -> list[tuple[str, Words]]:
    """The sets of closed cases, and the one that a number led to."""
    return [(name, sets.WORDS[name]) for name in sets.WORDS if name in {"closed", "month", state} - {"open"}]


def _opened(request: HttpRequest, person: Person) -> Case | None:
    """The case that stands beside the table, if the address bar names one that this person may see."""
    street, _slash, key = request.GET.get("case", "").partition("/")
    try:
        return case_or_404(person, street, UUID(key))
    except (ValueError, Http404):
        return None


def _address(request: HttpRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"?{query.urlencode(safe='/')}"
