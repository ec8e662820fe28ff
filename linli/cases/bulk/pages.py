"""The pages of a table of cases: sent, looked through, confirmed, followed until all is in; the blank table, the rows left out."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import sent_file
from linli.cases.bulk import preview, taking
from linli.cases.bulk.declared import ROLE, bulk_of
from linli.cases.intakes import Intake
from linli.cases.reading import lists
from linli.cases.reading.exports import FORMATS, as_file
from linli.flows import tokens
from linli.flows.pages import Sheet, attempt, show
from linli.forms.columns import columns_of, example, header, other_names
from linli.forms.form import Form
from linli.kit.files import takes_a_file
from linli.ledger.tenant import STREET_DIGITS
from linli.people import uploads
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import place_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from linli.cases.bulk.declared import Bulk
    from linli.cases.bulk.kept import Kept
    from linli.cases.bulk.taking import BadRow
    from linli.kit.refused import Refused
    from linli.people.models import Upload

METHODS = ["GET", "HEAD", "POST"]
PAST = 10


def at_the_desk(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """A page of one community's desk and of a matter that is taken in: for anybody else there is none."""

    @for_known
    @wraps(view)
    def guarded(request: HttpRequest, matter: str, place: str, *more: Any, **named: Any) -> HttpResponse:
        sits = any(seat.role == ROLE and seat.code == place for seat in person_of(request).seats)
        if not sits or len(place) != COMMUNITY_DIGITS:
            raise Http404
        try:
            bulk = bulk_of(matter)
        except KeyError:
            raise Http404 from None
        return view(request, bulk, place, *more, **named)

    return guarded


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@takes_a_file
@at_the_desk
def bulk(request: HttpRequest, of: Bulk, place: str) -> HttpResponse:
    """Take a table: what was understood of it waits to be looked through."""
    too_large = sent_file.too_large(request)
    if too_large is not None:
        return _ask(request, of, place, too_large)
    return attempt(
        request,
        back=reverse("bulk", args=[of.matter, place]),
        send=lambda: _send(request, of, place),
        form=lambda refusal: _ask(request, of, place, refusal),
    )


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@at_the_desk
def sent(request: HttpRequest, of: Bulk, place: str, key: UUID) -> HttpResponse:
    """Look through a table that waits and confirm it; then how far it is, and what came of it."""

    def form(refusal: Refused | None) -> HttpResponse:
        waits = _waiting(request, of, place, key)
        if waits is None:
            return _gone(request, of, place)
        kept = taking.kept_of(waits)
        return (
            _look(request, of, place, waits=waits, kept=kept, refusal=refusal) if kept else _follow(request, of, waits)
        )

    return attempt(request, back=request.path, send=lambda: _confirm(request, of, place, key), form=form)


@require_safe
@at_the_desk
def left(request: HttpRequest, of: Bulk, place: str, key: UUID, form: str) -> HttpResponse:
    """The rows that do not go in, with the reason beside each: to be mended and sent again."""
    waits = _waiting(request, of, place, key)
    if waits is None or form not in FORMATS:
        raise Http404
    if kept := taking.kept_of(waits):
        head, bad = kept.header, _looked(request, of, place, kept).bad
    else:
        told = taking.result(waits)
        head, bad = told.header, told.bad
    rows = ([*(row.cells.get(name, "") for name in head), row.reason] for row in bad)
    return as_file(form, [*head, str(_("原因"))], rows, title=str(of.title), name="left")


@require_safe
@at_the_desk
def blank(_request: HttpRequest, of: Bulk, place: str) -> HttpResponse:
    """The table to fill in, for whoever keeps none yet."""
    del place
    asked = columns_of(of.columns)
    examples = [[example(each) for each in asked]]
    return as_file("xlsx", [header(each) for each in asked], examples, title=str(of.title), name="blank")


def _ask(request: HttpRequest, of: Bulk, place: str, refusal: Refused | None) -> HttpResponse:
    account, street, now = _account(request), place[:STREET_DIGITS], timezone.now()
    waits = uploads.unconfirmed(account=account, street=street, purpose=taking.purpose(of, place), now=now)
    past = Intake.objects.filter(street=street, place=place, matter=of.matter).order_by("-at")[:PAST]
    context = {
        **_shared(of, place),
        "file": sent_file.field(),
        "waits": _address(of, place, waits.pk) if waits else "",
        "blank": reverse("bulk_blank", args=[of.matter, place]),
        "questions": [(header(each), "、".join(other_names(each)), each.help) for each in columns_of(of.columns)],
        "finished": of.finished.words if of.finished else "",
        "past": list(past),
    }
    sheet = Sheet(title=of.title, asks=Form(), submit=_("上传并核对"), refusal=refusal, context=context)
    return show(request, sheet, purpose=_purpose(of, place), template="cases/bulk.html")


def _send(request: HttpRequest, of: Bulk, place: str) -> HttpResponse:
    person = person_of(request)
    token = tokens.read(request, purpose=_purpose(of, place), person=person)
    file = sent_file.file_of(request)
    waits = taking.send(
        file.read(),
        name=file.name or "",
        bulk=of,
        place=place,
        by=_account(request),
        token=token.key,
        at=timezone.now(),
    )
    return redirect(_address(of, place, waits.pk))


def _looked(request: HttpRequest, of: Bulk, place: str, kept: Kept) -> taking.Looked:
    typed = request.POST if request.method == "POST" else request.GET
    chosen = preview.chosen_in(typed, kept, of)
    return taking.look(kept, chosen, bulk=of, street=place[:STREET_DIGITS], now=timezone.now())


def _look(
    request: HttpRequest, of: Bulk, place: str, *, waits: Upload, kept: Kept, refusal: Refused | None
) -> HttpResponse:
    looked = _looked(request, of, place, kept)
    chosen = looked.chosen
    fates = preview.fates(looked, of)
    fate = lists.chosen(request, "fate", [code for code, _words, _number in fates])
    page = lists.number(request.GET.get("page", ""))
    query = request.GET.urlencode()
    context = {
        **_shared(of, place),
        "file_name": kept.name,
        "questions": preview.questions(chosen, kept, of),
        "sheets": preview.sheets(chosen, kept),
        "today": chosen.today,
        "dated": header(of.on),
        "fates": [("", _("全部"), len(looked.rows)), *fates],
        "fate": fate,
        "rows": preview.table(looked, of, page=page, fate=fate),
        "ready": len(looked.ready),
        "overdue": preview.overdue(looked, of, place=place, now=timezone.now()),
        "bad": len(looked.bad),
        "left": [
            (form, f"{reverse('bulk_left', args=[of.matter, place, waits.pk, form])}?{query}") for form in FORMATS
        ],
        "left_out": preview.left_out(kept),
        "unread": preview.unread(kept, chosen),
        "seen": looked.seen,
        "carried": preview.carried(chosen, kept),
    }
    sheet = Sheet(title=_("核对"), asks=Form(), submit=_("登记"), refusal=refusal, context=context)
    return show(request, sheet, purpose=_purpose(of, place, waits.pk), template="cases/bulk_sent.html")


def _confirm(request: HttpRequest, of: Bulk, place: str, key: UUID) -> HttpResponse:
    tokens.read(request, purpose=_purpose(of, place, key), person=person_of(request))
    waits = _waiting(request, of, place, key)
    if waits is None:
        return _gone(request, of, place)
    if kept := taking.kept_of(waits):
        chosen = preview.chosen_in(request.POST, kept, of)
        seen = request.POST.get("seen", "")
        taking.confirm(waits, chosen, bulk=of, place=place, seen=seen, at=timezone.now())
        taking.carry_on(place[:STREET_DIGITS], key)  # a short table is in at once, the worker does the rest
    return redirect(_address(of, place, key))


def _follow(request: HttpRequest, of: Bulk, waits: Upload) -> HttpResponse:
    intake = Intake.objects.get(street=waits.street, pk=waits.pk)
    told = taking.result(waits)
    context = {
        **_shared(of, intake.place),
        "title": _("登记好了") if intake.ended else _("正在登记"),
        "file_name": told.name,
        "intake": intake,
        "known": told.known + intake.known,
        "same": told.same,
        "bad": [_row(each) for each in told.bad[: preview.SHOWN]],
        "bad_total": len(told.bad),
        "left": [(form, reverse("bulk_left", args=[of.matter, intake.place, intake.pk, form])) for form in FORMATS],
        "finished": of.finished.words if of.finished else "",
        "desk": f"{reverse('desk')}?state=check",
    }
    return render(request, "cases/bulk_done.html", context)


def _row(bad: BadRow) -> dict[str, Any]:
    return {"line": bad.line, "reason": bad.reason}


def _gone(request: HttpRequest, of: Bulk, place: str) -> HttpResponse:
    return render(request, "cases/bulk_gone.html", {**_shared(of, place), "title": of.title}, status=404)


def _shared(of: Bulk, place: str) -> dict[str, Any]:
    return {"what": of.title, "place": place_name(place), "again": reverse("bulk", args=[of.matter, place])}


def _waiting(request: HttpRequest, of: Bulk, place: str, key: UUID) -> Upload | None:
    purpose, street = taking.purpose(of, place), place[:STREET_DIGITS]
    return uploads.waiting(key, account=_account(request), street=street, purpose=purpose, now=timezone.now())


def _account(request: HttpRequest) -> UUID:
    account = person_of(request).account_id
    if account is None:  # the gate lets nobody else in
        raise TypeError
    return account


def _address(of: Bulk, place: str, key: UUID) -> str:
    return reverse("bulk_sent", args=[of.matter, place, key])


def _purpose(of: Bulk, place: str, key: UUID | str = "") -> str:
    return f"bulk:{of.matter}:{place}:{key}"
