"""One page for every step: it asks what the step asks, and takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.flows import tokens
from linli.flows.act import Act
from linli.flows.answers import AlreadySent, Incomplete, Stale, not_now, not_yours
from linli.flows.doors import take
from linli.flows.reading import headline_for
from linli.flows.roles import roles_of
from linli.flows.table import KNOWN, flow_of_noun
from linli.forms.form import Form
from linli.forms.page import page_fields
from linli.forms.typed import left_over, of_post
from linli.kit.crypto import keyed_hash
from linli.kit.refused import Refused
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.flows.records import Record
    from linli.flows.table import Step
    from linli.kit.words import Words
    from linli.people.person import Person

STATUS = {
    "other_browser": 409,
    "not_yours": 403,
    "incomplete": 422,
    "form_unknown": 422,
    "form_changed": 422,
    "no_cookie": 422,
    "too_many": 429,
}


MORE = "more"
"""The button that asks for more rows of a table: nothing is sent yet."""
DRAFT = "flows.draft"
"""The purpose of the hash that names a draft in a browser: it tells neither the record nor the account."""


@dataclass
class Sheet:
    """A form as it is shown: what is asked, what was typed, why it was not taken.

    ``carried`` are inputs of other screens; ``whole`` is the form of which ``asks`` is a screen. A sheet with a
    ``draft`` (any name of the form) keeps what is typed in the browser until it is sent.
    """

    title: Words
    asks: Form
    submit: Words
    asking: Any = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    refusal: Refused | None = None
    carried: Iterable[tuple[str, str]] = ()
    whole: Form | None = None
    draft: str = ""
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> Mapping[str, Words]:
        """What is wrong with which answer, as the refusal says it."""
        return self.refusal.errors if isinstance(self.refusal, Incomplete) else {}

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The questions as plain values for a template."""
        asked = page_fields(self.asks, typed=self.typed, errors=self.errors, asking=self.asking)
        return asked + [
            {"name": name, "kind": "hidden", "value": value, "error": "", "label": ""} for name, value in self.carried
        ]

    @property
    def digest(self) -> str:
        """What tells whether the form is still the one that was shown."""
        return (self.whole or self.asks).digest


def show(request: HttpRequest, sheet: Sheet, *, purpose: str, version: int = 0, template: str) -> HttpResponse:
    """Render ``sheet`` with a fresh token and set the browser's cookie."""
    person = person_of(request)
    token = tokens.issue(request, purpose=purpose, person=person, version=version, form=sheet.digest)
    context = {
        "title": sheet.title,
        "submit": sheet.submit,
        "fields": sheet.fields,
        "token": token,
        "notice": sheet.refusal,
        "left": left_over(sheet.whole or sheet.asks, request.POST),
        "draft": keyed_hash(DRAFT, f"{sheet.draft}/{person.account_id or ''}")[:16] if sheet.draft else "",
        **sheet.context,
    }
    status = STATUS.get(sheet.refusal.code, 409) if sheet.refusal else 200
    response = render(request, template, context, status=status)
    tokens.remember(request, response)
    return response


def attempt(
    request: HttpRequest,
    *,
    back: str,
    send: Callable[[], HttpResponse],
    form: Callable[[Refused | None], HttpResponse],
    again: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Answer a form of ours: ``send`` takes what was posted, ``form`` shows it, with the refusal where there was one.

    It is only shown where it was opened, or sent for more rows of a table. ``again`` answers a form that was taken
    before (without it ``send`` does so itself); one from another browser is told so.
    """
    refusal: Refused | None = None
    try:
        if request.method == "POST" and MORE not in request.POST:
            return send()
    except AlreadySent:
        if again is None:
            raise
        return again()
    except tokens.OtherBrowser as refused:
        return render(request, "flows/refused.html", {"refusal": refused, "back": back}, status=409)
    except Refused as refused:
        refusal = refused
    return form(refusal)


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, noun: str, street: str, record_id: UUID, verb: str) -> HttpResponse:
    """Ask for a step and take it: GET shows the form, POST sends it. An unseen record or an unknown verb is a 404."""
    person = person_of(request)
    record = find(noun, street, record_id, person)
    if all(row.verb != verb for row in record.table.steps):
        raise Http404
    typed = of_post(_all_asked(record, verb), request.POST) if request.method == "POST" else {}
    if not person.is_known and _asks_to_sign_in(record, verb):
        return redirect_to_login(request.get_full_path())

    def form(refusal: Refused | None) -> HttpResponse:
        now = find(noun, street, record_id, person) if isinstance(refusal, Stale) else record
        return _show(request, now, verb, typed, refusal)

    return attempt(
        request,
        back=record.url,
        send=lambda: _send(request, record, person, verb, typed),
        form=form,
        again=lambda: redirect(record.url),
    )


def find(noun: str, street: str, record_id: UUID, person: Person) -> Record:
    """The record if ``person`` may see it, else 404."""
    try:
        model = flow_of_noun(noun).model
    except KeyError:
        raise Http404 from None
    record = model.reached(person, street=street, key=record_id)
    if record is None or record.table.noun != noun:
        raise Http404
    return record


def _asks_to_sign_in(record: Record, verb: str) -> bool:
    """Whether the step is open to whoever signs in, so that a stranger is led there instead of being refused."""
    return any(KNOWN in row.who for row in record.table.rows(verb, record.state))


def _row(record: Record, person: Person, verb: str) -> Step:
    """The first row of ``verb`` that this person may take now; Refused says why there is none."""
    rows = record.table.rows(verb, record.state)
    if not rows:
        raise not_now(record)
    held = roles_of(record, person, frozenset(role for row in rows for role in row.who))
    mine = next((row for row in rows if held.intersection(row.who)), None)
    if mine is None:
        raise not_yours()
    return mine


def _all_asked(record: Record, verb: str) -> Form:
    """What any row of ``verb`` asks: which one is taken is known behind the token alone."""
    asked = {each.name: each for row in record.table.steps if row.verb == verb for each in row.asks.fields}
    return Form(tuple(asked.values()))


def _send(request: HttpRequest, record: Record, person: Person, verb: str, answers: Mapping[str, Any]) -> HttpResponse:
    # Whether the step is open now is asked behind the token: a form that comes twice gets the same answer twice.
    token = tokens.read(request, purpose=_purpose(record, verb), person=person)
    if token.form not in {row.asks.digest for row in record.table.steps if row.verb == verb}:
        raise tokens.changed()
    take(verb, record, by=person, at=timezone.now(), version=token.version, token=token.key, **answers)
    return redirect(record.url)


def _show(
    request: HttpRequest, record: Record, verb: str, typed: Mapping[str, Any], refusal: Refused | None
) -> HttpResponse:
    """The step's form; where the step is not open to this person, what they typed and the way back."""
    person = person_of(request)
    try:
        row = _row(record, person, verb)
    except Refused as refused:
        context = {
            "refusal": refusal or refused,
            "typed": words_typed(_row_of(record, verb).asks, typed),
            "back": record.url,
        }
        return render(request, "flows/refused.html", context, status=403 if refused.code == "not_yours" else 409)
    standing = record.table.states[record.state]
    sheet = Sheet(
        title=row.label,
        asks=row.asks,
        submit=row.label,
        asking=Act(record=record, verb=verb, by=person, at=timezone.now(), recorded=timezone.now(), answers={}),
        typed=typed,
        refusal=refusal,
        draft=_purpose(record, verb),
        context={
            "record": {"label": record.label, "text": headline_for(record, person)},
            "state": standing.words,
            "tone": standing.tone,
            "back": record.url,
        },
    )
    purpose = _purpose(record, verb)
    return show(request, sheet, purpose=purpose, version=record.version, template="flows/ask.html")


def _purpose(record: Record, verb: str) -> str:
    return f"{record.table.noun}:{record.street}:{record.id}:{verb}"


def _row_of(record: Record, verb: str) -> Step:
    return next(row for row in record.table.steps if row.verb == verb)


def words_typed(asks: Form, typed: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """What was typed into a form that is no longer open, so that it is not lost."""
    return [(asked.label, str(typed[asked.name])) for asked in asks.fields if typed.get(asked.name)]
