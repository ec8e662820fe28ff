"""Pages of papers: what can be printed of a record and was, the sheet itself, its Word file, a reprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.flows import tokens
from linli.flows.answers import not_yours
from linli.flows.pages import STATUS, Sheet, attempt, find, show
from linli.forms.fields import Form
from linli.kit.refused import Refused
from linli.papers import printing, shown, templates, word
from linli.papers.declared import paper_named
from linli.papers.models import Printed
from linli.people.models import Account
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from linli.flows.records import Record
    from linli.papers.declared import Paper

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def papers(request: HttpRequest, noun: str, street: str, record_id: UUID) -> HttpResponse:
    """What can be printed of a record, and what was issued for it. 404 where the person prints nothing of it."""
    person = person_of(request)
    record = find(noun, street, record_id, person)
    offered = printing.open_to(record, person)
    issued = [one for one in printing.of_record(record) if printing.may(paper_named(one.paper), record, person)]
    if not offered and not issued:
        raise Http404
    context = {
        "record": {"label": record.label, "url": record.url},
        "offered": [_offer(request, paper, record) for paper in offered if _can_print(request, paper, record)],
        "issued": _issued(issued),
    }
    response = render(request, "papers/papers.html", context)
    tokens.remember(request, response)
    return response


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(METHODS)
def print_(request: HttpRequest, noun: str, street: str, record_id: UUID, paper: str) -> HttpResponse:
    """A paper without a number is shown; one with a number is issued when the form is sent."""
    person = person_of(request)
    record = find(noun, street, record_id, person)
    chosen = _paper(paper, record)
    purpose, back = _purpose(record, paper), reverse("papers", args=[noun, street, record_id])
    if not chosen.series:
        return _poster(request, chosen, record, back)
    if request.method != "POST":
        refusal = _why_not(request, chosen, record)
        return _ask(request, record, chosen.title, purpose, refusal)

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=purpose, person=person)
        if (refusal := _why_not(request, chosen, record)) is not None:
            raise refusal
        made = printing.print_out(chosen, record, by=person, at=timezone.now(), token=token.key)
        return redirect("paper", street, made.printed.id)

    def again() -> HttpResponse:
        last = printing.newest(record, chosen)
        return redirect("paper", street, last.id) if last else redirect(back)

    def form(refusal: Refused | None) -> HttpResponse:
        return _ask(request, record, chosen.title, purpose, refusal)

    return attempt(request, back=back, send=send, form=form, again=again)


@never_cache
@require_safe
def sheet(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """The sheet that was just printed, for whoever printed it; for others and later the way to print it again."""
    printed, record = _reached(request, street, key)
    found = _sheet(request, printed, record)
    if found is None:
        return redirect("paper_again", street, key)
    own = printed.template is not None
    return _page(request, found, back=_back(printed), word_url=reverse("paper_word", args=[street, key]), own=own)


@never_cache
@require_safe
def word_file(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """The same as a Word file, from the template with which it was issued."""
    printed, record = _reached(request, street, key)
    found = _sheet(request, printed, record)
    if found is None:
        return redirect("paper_again", street, key)
    content = templates.file_of(printed.template) if printed.template else b""
    return answer_word(request, found, template=content, name=printed.label, back=_back(printed))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(METHODS)
def again(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """Print once more what was printed then: asked for, counted and marked."""
    printed, record = _reached(request, street, key)
    person, purpose = person_of(request), f"paper:{street}:{key}:again"

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=purpose, person=person)
        printing.print_again(printed, record, by=person, at=timezone.now(), token=token.key)
        return redirect("paper", street, key)

    def form(refusal: Refused | None) -> HttpResponse:
        title = _("补打 %(number)s") % {"number": printed.label}
        return _ask(request, record, title, purpose, refusal, intro=_("和原来一样的内容，会标明是补打，并记下次数。"))

    return attempt(request, back=_back(printed), send=send, form=form, again=lambda: redirect("paper", street, key))


def answer_word(request: HttpRequest, found: shown.Sheet, *, template: bytes, name: str, back: str) -> HttpResponse:
    """A sheet as a Word file; where it cannot be made, why."""
    try:
        with translation.override(found.language):
            content = word.filled(found.paper, found.values, template=template)
    except Refused as refused:
        return render(request, "flows/refused.html", {"refusal": refused, "back": back}, status=409)
    return word_answer(content, name=name)


def word_answer(content: bytes, *, name: str) -> HttpResponse:
    """A Word file to be saved under ``name``."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.docx") or ""}
    return HttpResponse(content, content_type=word.KIND, headers=headers)


def _poster(request: HttpRequest, paper: Paper, record: Record, back: str) -> HttpResponse:
    person = person_of(request)
    if not printing.may(paper, record, person):
        raise Http404
    if not paper.ready(record):
        context = {"refusal": printing.nothing_to_print(), "back": record.url}
        return render(request, "flows/refused.html", context, status=409)
    found = shown.of_record(paper, record, person, request)
    if request.GET.get("as") == "word":
        return answer_word(request, found, template=_own_template(paper, record), name=str(paper.title), back=back)
    return _page(request, found, back=back, word_url="?as=word")


def _own_template(paper: Paper, record: Record) -> bytes:
    own = templates.in_force(paper, street=record.street)
    return templates.file_of(own) if own else b""


def _page(request: HttpRequest, found: shown.Sheet, *, back: str, word_url: str, own: bool = False) -> HttpResponse:
    with translation.override(found.language):
        said = found.page()
    context = {"sheet": said, "sheet_language": found.language, "back": back, "word_url": word_url, "own": own}
    return render(request, "papers/sheet.html", context)


def _ask(
    request: HttpRequest, record: Record, title: Any, purpose: str, refusal: Refused | None, *, intro: Any = ""
) -> HttpResponse:
    """The form with nothing to fill in; where it could not be sent, only why."""
    back = record.url
    if refusal is not None and not isinstance(refusal, tokens.ShowAgain):
        status = STATUS.get(refusal.code, 409)
        return render(request, "flows/refused.html", {"refusal": refusal, "back": back}, status=status)
    asked = Sheet(
        title=title,
        asks=Form(),
        submit=_("打印"),
        refusal=refusal,
        context={"face": "desk", "back": back, "intro": intro, "record": {"label": record.label}},
    )
    return show(request, asked, purpose=purpose, version=record.version, template="flows/ask.html")


def _paper(name: str, record: Record) -> Paper:
    try:
        paper = paper_named(name)
    except KeyError:
        raise Http404 from None
    if paper.noun != record.table.noun:
        raise Http404
    return paper


def _reached(request: HttpRequest, street: str, key: UUID) -> tuple[Printed, Record]:
    """What was printed and its record, for whoever may print it; else 404."""
    printed = Printed.objects.select_related("template").filter(street=street, id=key).first()
    if printed is None:
        raise Http404
    person = person_of(request)
    record = find(printed.noun, street, printed.stream, person)
    if not printing.may(_paper(printed.paper, record), record, person):
        raise Http404
    return printed, record


def _sheet(request: HttpRequest, printed: Printed, record: Record) -> shown.Sheet | None:
    if not printing.is_shown(printed, person_of(request), timezone.now()):
        return None
    paper = paper_named(printed.paper)
    passing = paper.passing(request, record) if paper.passing else None
    return shown.of_printed(printed, passing or {}, request)


def _why_not(request: HttpRequest, paper: Paper, record: Record) -> Refused | None:
    if not printing.may(paper, record, person_of(request)):
        return not_yours()
    if not paper.ready(record):
        return printing.nothing_to_print()
    if not _can_print(request, paper, record):
        return Refused(
            "no_longer_shown",
            _("收件码只在登记后半小时内打印一次，现在不再显示。"),
            advice=_("打印过的，可以在“打印材料”里补打，补打的没有收件码。"),
        )
    return None


def offered(request: HttpRequest, record: Record) -> list[dict[str, Any]]:
    """The papers whose passing values this browser sees now, each as a form; the answer goes through ``remember``."""
    papers = printing.open_to(record, person_of(request))
    now = [paper for paper in papers if paper.passing and _can_print(request, paper, record)]
    return [_offer(request, paper, record) for paper in now]


def _can_print(request: HttpRequest, paper: Paper, record: Record) -> bool:
    return paper.passing is None or paper.passing(request, record) is not None


def _offer(request: HttpRequest, paper: Paper, record: Record) -> dict[str, Any]:
    noun = record.table.noun
    url = reverse("paper_print", args=[noun, record.street, record.id, paper.name])
    token = (
        tokens.issue(request, purpose=_purpose(record, paper.name), person=person_of(request)) if paper.series else ""
    )
    return {"title": paper.title, "url": url, "token": token}


def _issued(issued: Sequence[Printed]) -> list[dict[str, Any]]:
    names = dict.fromkeys({one.last_by for one in issued}, "")
    names |= {one.pk: one.masked_name for one in Account.objects.filter(pk__in=names)} if names else {}
    return [
        {
            "title": paper_named(one.paper).title,
            "label": one.label,
            "check_url": reverse("paper_checked", args=[f"{one.street}-{one.code}"]),
            "at": one.at,
            "copies": one.copies,
            "last_at": one.last_at,
            "who": names[one.last_by],
            "erased": not one.sealed,
            "again_url": reverse("paper_again", args=[one.street, one.id]) if one.sealed else "",
        }
        for one in issued
    ]


def _purpose(record: Record, name: str) -> str:
    return f"{record.table.noun}:{record.street}:{record.id}:paper:{name}"


def _back(printed: Printed) -> str:
    return reverse("papers", args=[printed.noun, printed.street, printed.stream])
