"""Pages of a case for the people whose matter it is: correct what was written down, have the words erased."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases import policy
from linli.cases.finding import case_or_404
from linli.cases.models import Link
from linli.cases.moves.transfers import following
from linli.cases.privacy import consents, erasing
from linli.flows import corrections, tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.flows.reading import readable
from linli.flows.roles import roles_of
from linli.forms.fields import Field, Form
from linli.ledger import texts
from linli.ledger.events import words_of
from linli.papers import printing
from linli.people.person import person_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.cases.models import Case
    from linli.kit.refused import Refused
    from linli.people.person import Person

MAY = policy.OWN | {"proxy", "responsible"}
"""Who corrects and erases: the person, whoever registered it for them, the desk that answers for it (they came to the counter)."""
INTRO = _("改了的内容会替换原来的，原来的删除；哪天更正过会记下来。")
INTRO_AT_THE_COUNTER = _("只填要改的，其余留空。改了的内容会替换原来的；哪天更正过会记下来。")
SURE = Form((Field("sure", _("我明白删除以后不能恢复"), kind="flag"),))


@csrf_exempt  # the form's own token is bound to browser and account: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """What was written down, to be put right."""
    person = person_of(request)
    case = own_case(person, street, case_id)

    def form(refusal: Refused | None) -> HttpResponse:
        sheet = Sheet(
            title=_("更正登记的内容"),
            asks=_asked(case, person),
            submit=_("更正"),
            typed=request.POST if request.method == "POST" else _shown(case, person),
            refusal=refusal,
            context={"back": case.url, "intro": INTRO if _is_own(case, person) else INTRO_AT_THE_COUNTER},
        )
        return show(request, sheet, purpose=_purpose("correct", case), version=case.version, template="flows/ask.html")

    return attempt(
        request,
        back=case.url,
        send=lambda: _correct(request, case, person),
        form=form,
        again=lambda: redirect(case.url),
    )


@csrf_exempt  # the same
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, street: str, case_id: UUID) -> HttpResponse:
    """Have the words of one closed case erased: for whoever has its receipt, or asks at the counter."""
    person = person_of(request)
    case = own_case(person, street, case_id)

    def form(refusal: Refused | None) -> HttpResponse:
        sheet = Sheet(
            title=_("删除这件事里写下的内容"),
            asks=SURE,
            submit=_("删除"),
            typed=request.POST,
            refusal=refusal,
            context={
                "back": case.url,
                "intro": _(
                    "写下的内容、公布的文字和收件码都会删除，不能恢复。哪天走到哪一步的记录留下，里面没有您的内容。"
                ),
            },
        )
        return show(request, sheet, purpose=_purpose("erase", case), version=case.version, template="flows/ask.html")

    return attempt(
        request,
        back=case.url,
        send=lambda: _erase(request, case, person),
        form=form,
        again=lambda: render(request, "cases/erased.html", {"label": case.label}),
    )


def may(case: Case, person: Person) -> bool:
    """Whether the case's words are this person's to correct and erase."""
    return bool(roles_of(case, person, MAY | policy.PARTICIPANT_ROLES) & MAY)


def links(case: Case, person: Person) -> list[dict[str, object]]:
    """The way to these pages and to what can be printed, for whom each is.

    From a case that went on elsewhere only to what was printed of it: there the words are.
    """
    went_on = any(link.kind == Link.Kind.CONTINUED for link in case.present_links)
    if went_on or not may(case, person):
        return prints(case, person)
    told = [
        *prints(case, person),
        {"label": _("谁看过"), "url": reverse("case_looks", args=[case.street, case.id]), "plain": True},
        {"label": _("更正登记的内容"), "url": reverse("case_correct", args=[case.street, case.id]), "plain": True},
    ]
    if case.is_by_receipt:
        told.append(
            {"label": _("怎么告诉本人"), "url": reverse("case_way", args=[case.street, case.id]), "plain": True}
        )
    if consents.asked_of(case):
        url = reverse("case_consents", args=[case.street, case.id])
        told.append({"label": _("同意了什么"), "url": url, "plain": True})
    if case.closed is not None:
        url = reverse("case_erase", args=[case.street, case.id])
        told.append({"label": _("删除写下的内容"), "url": url, "plain": True})
    return told


def prints(case: Case, person: Person) -> list[dict[str, object]]:
    """The way to what ``person`` can print of the case, if there is anything."""
    if not printing.open_to(case, person):
        return []
    url = reverse("papers", args=[case.table.noun, case.street, case.id])
    return [{"label": _("打印材料"), "url": url, "plain": True}]


def own_case(person: Person, street: str, case_id: UUID) -> Case:
    """The case if its words are this person's to correct and erase; 404 where it is not seen, else 403.

    Where it went on elsewhere, the one of today: there the words are.
    """
    street, case_id = following(street, case_id)[-1]
    case = case_or_404(person, street, case_id)
    if not may(case, person):
        raise PermissionDenied
    return case


def _correct(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    token = tokens.read(request, purpose=_purpose("correct", case), person=person)
    changed = _changed(request, case, person)
    if changed:
        consents.need_separate(case, changed.values())
        now = timezone.now()
        corrections.correct(case, by=person, at=now, words=changed, version=token.version, token=token.key)
    return redirect(case.url)


def _erase(request: HttpRequest, case: Case, person: Person) -> HttpResponse:
    token = tokens.read(request, purpose=_purpose("erase", case), person=person)
    checked = SURE.check(request.POST)
    if checked.errors:
        raise Incomplete(checked.errors)
    erasing.erase_case(case, by=person, now=timezone.now(), token=token.key)
    return render(request, "cases/erased.html", {"label": case.label})


def _asked(case: Case, person: Person) -> Form:
    form = corrections.form_of(case)
    if _is_own(case, person):
        return form
    return Form(tuple(replace(asked, required=False) for asked in form.fields))


def _is_own(case: Case, person: Person) -> bool:
    return bool(roles_of(case, person, policy.PARTICIPANT_ROLES) & (policy.OWN | {"proxy"}))


def _changed(request: HttpRequest, case: Case, person: Person) -> dict[str, str]:
    """The fields that are to be put right: at the counter those that were filled in, else those that differ."""
    typed = {asked.name: request.POST.get(asked.name, "").strip() for asked in corrections.form_of(case).fields}
    if not _is_own(case, person):
        return {name: text for name, text in typed.items() if text}
    before = _shown(case, person)
    return {name: text for name, text in typed.items() if text != before.get(name, "").strip()}


def _shown(case: Case, person: Person) -> dict[str, str]:
    """What stands there now, for the person themselves; at the counter nothing is shown that need not be."""
    if not _is_own(case, person):
        return {}
    held = roles_of(case, person, policy.PARTICIPANT_ROLES | case.table.roles.keys())
    said = readable(case, texts.of_stream(street=case.street, stream=case.id), held)
    return {text.field: words_of(text) for text in said}


def _purpose(act: str, case: Case) -> str:
    return f"{act}:{case.street}:{case.id}"
