"""Raising a wish, and the wall."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import lists, receipts, shown, visitors
from linli.cases.models import Case
from linli.cases.opening import answering, desk_of
from linli.flows import tokens
from linli.flows.answers import AlreadySent, Incomplete
from linli.flows.open_steps import step_url
from linli.flows.pages import Sheet, attempt, show
from linli.forms.fields import Form
from linli.kit.asked import Asked, Slot
from linli.kit.refused import Refused
from linli.people import consents
from linli.people.models import Account, Post
from linli.people.person import person_of
from linli.places.naming import communities_of, place_name
from linli.wishes import agreeing, raising
from linli.wishes.rules import KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.people.person import Person

STREET, COMMUNITY = 9, 12
CARDS = 24
SCREENS = (
    Form((raising.WORDS,)),
    Form((raising.KIND,)),
    Form((raising.NAME, raising.PHONE)),
    Form(agreeing.BY_THEMSELVES),
)
"""A resident is asked one thing at a time; the desk and the grid see the whole form."""

FOR_OTHERS = Form(
    tuple(
        replace(asked, label=gettext_lazy("怎么称呼本人？")) if asked is raising.NAME else asked
        for asked in raising.ASKED.fields
    )
)
"""The whole form in the words for whoever registers a wish for somebody else."""


def choose(request: HttpRequest) -> HttpResponse:
    """In which community? The codes in the stairwells lead past this page."""
    desks = Post.objects.filter(role="desk", place__valid_to=None).select_related("place").order_by("place__code")
    places = [
        (reverse("raise", args=[desk.place.code]), place_name(desk.place.code), place_name(desk.street))
        for desk in desks
    ]
    return render(request, "wishes/choose.html", {"places": places})


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def raise_(request: HttpRequest, place: str) -> HttpResponse:
    """Ask for a wish and take it down: for oneself, on a visit for somebody, or without an account."""
    person = person_of(request)
    typed = _typed(request)
    screens = _screens(person)
    number = _screen(request, len(screens))

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=_purpose(place), person=person)
        _check_up_to(screens, number, typed)
        if number + 1 < len(screens):
            return _ask(request, place, number + 1, typed, None)
        return _raise(request, place, person, token, typed)

    refusal = attempt(request, back=request.path, send=send)
    if refusal is not None and not isinstance(refusal, Refused):
        return refusal
    wrong = _first_wrong(screens, refusal) if isinstance(refusal, Incomplete) else number
    return _ask(request, place, min(number, wrong), typed, refusal)


def open_place(place: str) -> str:
    """The code that answers for ``place`` today; 404 for one that is not of an open community or of a grid there."""
    try:
        desk_of(place)
    except Refused:
        raise Http404 from None
    return answering(place)


def _screens(person: Person) -> tuple[Form, ...]:
    return (FOR_OTHERS,) if _registers(person) else SCREENS


def _registers(person: Person) -> bool:
    """Whether the person registers wishes for others, as the desk and the grid do."""
    return person.has("desk") or person.has("grid")


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {asked.name: request.POST.get(asked.name, "") for asked in raising.ASKED.fields}


def _screen(request: HttpRequest, screens: int) -> int:
    typed = request.POST.get("screen", "0")
    return min(int(typed), screens - 1) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0


def _check_up_to(screens: tuple[Form, ...], number: int, typed: dict[str, Any]) -> None:
    for screen in screens[: number + 1]:
        checked = screen.check(typed)
        if checked.errors:
            raise Incomplete(checked.errors)


def _first_wrong(screens: tuple[Form, ...], refused: Incomplete) -> int:
    wrong = [number for number, screen in enumerate(screens) for asked in screen.fields if asked.name in refused.errors]
    return min(wrong, default=0)


def _raise(
    request: HttpRequest, place: str, person: Person, token: tokens.Token, typed: dict[str, Any]
) -> HttpResponse:
    typed["whom"] = typed["whom"] or ("" if _registers(person) else "self")
    place = answering(place)
    try:
        with visitors.counted(request, street=place[:STREET], token=token.key):
            stream = raising.raise_wish(place=place, by=person, at=timezone.now(), token=token.key, **typed).id
    except AlreadySent as sent:
        stream = sent.stream
    return receipts.hand_out(request, street=place[:STREET], stream=stream)


def _ask(request: HttpRequest, place: str, number: int, typed: dict[str, Any], refusal: Refused | None) -> HttpResponse:
    here_now = open_place(place)
    screens = _screens(person_of(request))
    last = number + 1 == len(screens)
    here = {asked.name for asked in screens[number].fields}
    if raising.NAME in screens[number].fields and len(screens) > 1 and raising.NAME.name not in request.POST:
        typed = {**typed, **_own(request)}
    carried = {name: value for name, value in typed.items() if value and name not in here}
    sheet = Sheet(
        title=gettext_lazy("说一个心愿"),
        asks=screens[number],
        submit=gettext_lazy("提交") if last else gettext_lazy("下一步"),
        typed=typed,
        refusal=refusal,
        carried={**carried, "screen": str(number)},
        context={
            "face": "desk" if len(screens) == 1 else "resident",
            "intro": place_name(here_now[:COMMUNITY]),
            "progress": {"now": number + 1, "of": len(screens)},
        },
    )
    return show(request, sheet, purpose=_purpose(place), template="flows/ask.html")


def _own(request: HttpRequest) -> dict[str, str]:
    """Name and phone of an account that agreed to have them filled in."""
    account = request.user
    if not isinstance(account, Account) or not consents.holds(account=account.pk, purpose=agreeing.PREFILL):
        return {}
    return {raising.NAME.name: account.name, raising.PHONE.name: account.phone}


def _purpose(place: str) -> str:
    return f"wish:{place}:raise"


def wall(request: HttpRequest, place: str) -> HttpResponse:
    """Wishes that wait for somebody: of a community (its own and the street's) or of a street. 404 where none is open."""
    if len(place) == COMMUNITY and (now := answering(place)) != place:
        return redirect("wall", place=now)
    name = place_name(place)
    if name == place or len(place) not in (STREET, COMMUNITY):  # a code that nobody knows stands for itself
        raise Http404
    if _desk.first(street=place[:STREET]) is None:
        raise Http404
    kind = lists.chosen(request, "kind", [code for code, _label in KINDS])
    communities = communities_of(place) if len(place) == STREET else []
    community = lists.chosen(request, "community", [code for code, _name in communities])
    part = _on_wall(community or place, kind).cut(request)
    person = person_of(request)
    context = {
        "place": {"name": name, "code": place},
        "cards": [
            {**row, "published": row["changed"], "claim_url": step_url(case, "claim")}
            for case, row in zip(part.cases, shown.rows(part.cases, person), strict=True)
        ],
        "kinds": [("", _("全部")), *KINDS],
        "kind": kind,
        "communities": [("", _("全街道")), *communities] if communities else [],
        "community": community,
        "whole_street": len(place) == STREET and not community,
        "page": part.page,
        "pages": part.pages,
        "total": part.total,
        "wish_url": reverse("raise", args=[place]) if len(place) == COMMUNITY else reverse("choose"),
    }
    return render(request, "wishes/wall.html", context)


_desk = Asked(lambda: Post.objects.filter(street=Slot("street", Post), role="desk").order_by("id")[:1])


@lru_cache(maxsize=256)
def _on_wall(place: str, kind: str) -> lists.Listed:
    """The wishes that are published there: of a community its own and the street's."""
    published = Case.objects.filter(street=place[:STREET], scope__in={place, place[:STREET]}, state="published")
    published = published.filter(flow__startswith="wish/", **({"kind": kind} if kind else {}))
    return lists.Listed(published.order_by("-changed"), size=CARDS)


def wall_here(request: HttpRequest) -> HttpResponse:
    """The wall of the person's street, or of the first street that is open."""
    person = person_of(request)
    street = person.seats[0].street if person.seats else _first_street()
    return redirect("wall", place=street) if street else render(request, "wishes/choose.html", {"places": []})


def _first_street() -> str:
    return Post.objects.filter(role="desk").order_by("street").values_list("street", flat=True).first() or ""
