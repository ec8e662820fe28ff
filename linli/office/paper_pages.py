"""The papers of a street: how each is numbered, and the office's own Word template: sent, tried out, put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.roles import actor_of
from linli.forms.fields import Field
from linli.forms.form import Form
from linli.kit.files import FileTooLargeError, takes_a_file
from linli.kit.refused import Refused
from linli.office import paper_shown
from linli.office.frame import framed
from linli.office.gate import inside, read_inside
from linli.office.words import PAPER_DEEDS
from linli.papers import numbering, pages, shown, templates, word
from linli.papers.declared import declared, paper_named
from linli.papers.word_file import MOST_BYTES
from linli.people.person import person_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from linli.papers.declared import Paper

METHODS = ["GET", "HEAD", "POST"]
MB = 1024 * 1024
PATTERN = Form((Field("pattern", _("编号怎么写"), private=True, most=numbering.LONGEST),))


@read_inside
def papers(request: HttpRequest, street: str) -> HttpResponse:
    """Every paper: how it is numbered here, and which Word template holds."""
    rows = [paper_shown.row(paper, street) for paper in declared()]
    return render(request, "office/papers.html", {**framed(street), "title": _("打印材料"), "rows": rows})


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@takes_a_file
@inside
def paper(request: HttpRequest, street: str, paper: str) -> HttpResponse:
    """One paper; a template that is sent here waits to be tried out."""
    found = _paper(paper)
    here = reverse("office_paper", args=[street, paper])

    def form(refusal: Refused | None) -> HttpResponse:
        context = {
            **framed(street),
            **paper_shown.whole(found, street),
            "back": reverse("office_papers", args=[street]),
            "wrong": refusal.lines if isinstance(refusal, templates.TemplateWrongError) else [],
            "file": {"name": "file", "label": _("Word 模板"), "kind": "file", "required": True, "accept": ".docx"},
            "most": MOST_BYTES // MB,
        }
        sheet = Sheet(title=found.title, asks=Form(), submit=_("上传并检查"), refusal=refusal, context=context)
        return show(request, sheet, purpose=_purpose(street, paper, "send"), template="office/paper.html")

    def send() -> HttpResponse:
        return _send(request, found, street)

    return attempt(request, back=here, send=send, form=form, again=lambda: redirect(here))


@read_inside
def paper_file(request: HttpRequest, street: str, paper: str, form: str) -> HttpResponse:
    """A Word file: the shipped template, the own one, or either filled in with examples."""
    found = _paper(paper)
    own, draft = templates.in_force(found, street=street), templates.waiting(found, street=street)
    name, back = (
        f"{found.title} {_FILES[form]}" if form in _FILES else "",
        reverse("office_paper", args=[street, paper]),
    )
    match form:
        case "shipped":
            return pages.word_answer(word.base(found), name=name)
        case "own" if own:
            return pages.word_answer(templates.file_of(own), name=name)
        case "example":
            content = templates.file_of(own) if own else b""
        case "draft" if draft:
            content = templates.file_of(draft)
        case _:
            raise Http404
    return pages.answer_word(request, shown.of_example(found), template=content, name=name, back=back)


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@require_http_methods(METHODS)
@inside
def paper_deed(request: HttpRequest, street: str, paper: str, verb: str) -> HttpResponse:
    """Put the template that waits in force, go back to the shipped one, or set how numbers are written.

    Where there is nothing to do (any more) the way leads back; a template that waits is put in force only by a form
    that was opened for this very one.
    """
    found = _paper(paper)
    if verb not in DEEDS or (verb == "number" and not found.series):
        raise Http404
    back, about = reverse("office_paper", args=[street, paper]), _about(verb, found, street)
    if about is None:
        return redirect(back)
    label, intro, does = DEEDS[verb]
    purpose = _purpose(street, paper, f"{verb}:{about}")

    def send() -> HttpResponse:
        token = tokens.read(request, purpose=purpose, person=person_of(request))
        does(request, found, street, token.key)
        return redirect(back)

    def form(refusal: Refused | None) -> HttpResponse:
        typed = request.POST if refusal else {"pattern": paper_shown.pattern(found, street)}
        context = {"face": "desk", "back": back, "intro": intro, "record": {"label": found.title}}
        asks = PATTERN if verb == "number" else Form()
        sheet = Sheet(title=label, asks=asks, submit=label, typed=typed, refusal=refusal, context=context)
        return show(request, sheet, purpose=purpose, template="flows/ask.html")

    return attempt(request, back=back, send=send, form=form, again=lambda: redirect(back))


def _about(verb: str, paper: Paper, street: str) -> str | None:
    """What the deed is about: the template that waits or holds; None where there is none."""
    if verb == "number":
        return ""
    template = templates.waiting(paper, street=street) if verb == "take" else templates.in_force(paper, street=street)
    return str(template.pk) if template else None


def _send(request: HttpRequest, paper: Paper, street: str) -> HttpResponse:
    person, here = person_of(request), reverse("office_paper", args=[street, paper.name])
    try:
        file = request.FILES.get("file")
    except FileTooLargeError:
        raise Refused("template_too_large", _("这个文件太大了，没有收。"), advice=_("模板最大 2 MB。")) from None
    token = tokens.read(request, purpose=_purpose(street, paper.name, "send"), person=person)
    if file is None or not file.size:
        raise Refused("no_file", _("还没有选文件，或者是空的。"), advice=_("请选一个 .docx 文件。"))
    by, name = actor_of(person), file.name or ""
    templates.put_in(paper, file.read(), name=name, street=street, by=by, at=timezone.now(), token=token.key)
    return redirect(here)


def _take_up(_request: HttpRequest, paper: Paper, street: str, _token: str) -> None:
    draft = templates.waiting(paper, street=street)
    if draft is not None:
        templates.take_up(draft, at=timezone.now())


def _back(request: HttpRequest, paper: Paper, street: str, token: str) -> None:
    by = actor_of(person_of(request))
    templates.back_to_shipped(paper, street=street, by=by, at=timezone.now(), token=token)


def _number(request: HttpRequest, paper: Paper, street: str, _token: str) -> None:
    by, typed = actor_of(person_of(request)), request.POST.get("pattern", "")
    try:
        numbering.set_pattern(paper, typed, street=street, by=by, at=timezone.now())
    except Refused as refused:
        raise Incomplete({"pattern": f"{refused.words}{refused.advice}"}) from None


DEEDS: dict[str, tuple[Any, Any, Callable[[HttpRequest, Paper, str, str], None]]] = {
    "take": (PAPER_DEEDS["take"], _("从现在起新出具的用它；以前出具的，补打还用原来的。"), _take_up),
    "shipped": (PAPER_DEEDS["shipped"], _("从现在起新出具的用自带的；以前出具的，补打还用原来的。"), _back),
    "number": (
        PAPER_DEEDS["number"],
        _("{year} 是年份，{number} 是序号，各写一次。从下一号起用新写法，序号接着数，每年从 1 开始。"),
        _number,
    ),
}
_FILES = {"shipped": _("自带模板"), "own": _("模板"), "example": _("示例"), "draft": _("新模板示例")}


def _paper(name: str) -> Paper:
    try:
        return paper_named(name)
    except KeyError:
        raise Http404 from None


def _purpose(street: str, paper: str, verb: str) -> str:
    return f"office:{street}:paper:{paper}:{verb}"
