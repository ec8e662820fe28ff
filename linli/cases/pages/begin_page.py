"""The page on which a matter is begun: by whom it concerns, on a visit for somebody, or without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import receipts, visitors
from linli.cases.beginning import Beginning, beginning_of
from linli.cases.opening import answering, desk_of
from linli.flows import tokens
from linli.flows.answers import AlreadySent, Incomplete
from linli.flows.pages import MORE, Sheet, attempt, show
from linli.forms.form import Form
from linli.forms.screens import first_wrong, following, number_in, up_to
from linli.forms.typed import hidden, of_post
from linli.kit.refused import Refused
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Post
from linli.people.person import person_of
from linli.people.posts import in_force
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import place_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SCREEN = "screen"


@require_safe
def where(request: HttpRequest, matter: str) -> HttpResponse:
    """In which community is it begun? The codes in the stairwells lead past this page. 404 as for `begin`."""
    _beginning(matter)
    desks = Post.objects.filter(in_force(), role="desk").order_by("place")
    places = [(f"{desk.place}/", place_name(desk.place), place_name(desk.street)) for desk in desks]
    return render(request, "cases/choose.html", {"places": places})


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, matter: str, place: str) -> HttpResponse:
    """Begin the matter at a community or a grid; 404 where it is not begun on a page."""
    return answer(request, _beginning(matter), place)


def _beginning(matter: str) -> Beginning:
    try:
        return beginning_of(matter)
    except KeyError:
        raise Http404 from None


def answer(request: HttpRequest, beginning: Beginning, place: str) -> HttpResponse:
    """Show the screen whose turn it is, or open the case and hand out its receipt. 404 for a code that is not open."""
    walk = Walk(request, beginning, place)
    return attempt(request, back=request.path, send=walk.send, form=walk.once_more)


class Walk:
    """One way through the screens: what was typed so far, and which screen was sent."""

    def __init__(self, request: HttpRequest, beginning: Beginning, place: str) -> None:
        self.request = request
        self.beginning = beginning
        self.place = answering(place)
        self.person = person_of(request)
        self.screens = beginning.screens(self.person)
        self.whole = up_to(self.screens, len(self.screens))
        self.typed: dict[str, Any] = of_post(self.whole, request.POST)
        self.number = number_in(request.POST.get(SCREEN, "0"), len(self.screens))
        self.purpose = f"{beginning.matter}:{place}:begin"

    def send(self) -> HttpResponse:
        """Take the screen that was sent: ask the next one, or open the case."""
        token = tokens.read(self.request, purpose=self.purpose, person=self.person, form=self.whole.digest)
        checked = up_to(self.screens, self.number).check(self.typed)
        if checked.errors:
            raise Incomplete(checked.errors)
        later = following(self.screens, self.number, checked.values)
        if later is not None:
            return self.ask(later, None)
        street = self.place[:STREET_DIGITS]
        where = {"place": self.place, "at": timezone.now(), "token": token.key}
        try:
            with visitors.counted(self.request, street=street, token=token.key):
                stream = self.beginning.open(person=self.person, answers=self.typed, **where).id
        except AlreadySent as sent:
            stream = sent.stream
        return receipts.hand_out(self.request, street=street, stream=stream)

    def once_more(self, refusal: Refused | None) -> HttpResponse:
        """Show the screen that was sent, or the first one with something to put right."""
        wrong = first_wrong(self.screens, refusal.errors) if isinstance(refusal, Incomplete) else self.number
        return self.ask(min(self.number, wrong), refusal)

    def ask(self, number: int, refusal: Refused | None) -> HttpResponse:
        """Show a screen; the others are carried along."""
        here_now = open_place(self.place)
        here = self.screens[number]
        others = Form(tuple(asked for asked in self.whole.fields if asked not in here.fields))
        sheet = Sheet(
            title=self.beginning.words,
            asks=here,
            submit=_("提交") if number + 1 == len(self.screens) else _("下一步"),
            typed=self._filled(here),
            refusal=refusal,
            carried=[*hidden(others, self.typed), (SCREEN, str(number))],
            whole=self.whole,
            draft=f"{self.purpose}:{number}",
            context={
                "face": "desk" if len(self.screens) == 1 else "resident",
                "intro": place_name(here_now[:COMMUNITY_DIGITS]),
                "progress": {"now": number + 1, "of": len(self.screens)},
                "on_paper": reverse("form_on_paper", args=[self.beginning.matter]) if number == 0 else "",
            },
        )
        return show(self.request, sheet, purpose=self.purpose, template="flows/ask.html")

    def _filled(self, here: Form) -> dict[str, Any]:
        """What was typed; on a screen that was not open yet, what is known of the person besides."""
        asked = {each.name for each in here.fields}
        if len(self.screens) == 1 or MORE in self.request.POST or asked & self.request.POST.keys():
            return self.typed
        return self.typed | {name: text for name, text in self.beginning.known(self.request).items() if name in asked}


def open_place(place: str) -> str:
    """The code that answers for ``place`` today; 404 for one that is not of an open community or of a grid there."""
    try:
        desk_of(place)
    except Refused:
        raise Http404 from None
    return answering(place)
