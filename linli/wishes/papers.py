"""What is printed of wishes: the receipt, how it was handled, and a card for whoever might take it on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.cases import receipts
from linli.cases.reading import paper_fields, shown
from linli.cases.reading.paper_fields import ANSWERS, BEGUN, LABEL, head, masked
from linli.ledger import texts
from linli.ledger.events import words_of
from linli.papers.declared import Paper, PaperField
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from linli.cases.models import Case
    from linli.papers.declared import Values
    from linli.people.person import Person

DOCUMENTS = ("desk", "grid", "applicant", "beneficiary", "proxy")
CARDS = ("desk", "grid", "street")
WISHER = frozenset({"applicant"})

MATTER = replace(paper_fields.MATTER, example=_("微心愿 · 服务"))
WORDS = PaperField("words", _("登记的内容"), _("阳台的灯不亮了，想请人换一下。"), kind="long")


def receipt(case: Case, person: Person) -> Values:
    """What was taken down, and what comes next."""
    words, _done = shown.on_paper(case, shown.all_roles(case, person), WISHER)
    answers = shown.responsible(case)
    return {
        **head(case),
        "words": words.get("words", ""),
        "who": masked(case, "name"),
        "answers": answers,
        "next": str(case.table.promise) % {"who": answers},
        "follow": reverse("receipt"),
    }


def passing(request: HttpRequest, case: Case) -> Mapping[str, str] | None:
    """The receipt code while this browser may see it."""
    code = receipts.shown_code(request, case)
    return {"code": code, "scan": reverse("receipt")} if code else None


def answer(case: Case, person: Person) -> Values:
    """How it was handled, as far as the wisher may read it."""
    words, steps = shown.on_paper(case, shown.all_roles(case, person), WISHER)
    return {
        **head(case),
        "words": words.get("words", ""),
        "result": shown.state(case)["word"],
        "steps": [
            {"day": dates.day(one["at"].date(), now=case.began), "what": str(one["verb"]), "who": str(one["who"])}
            | {"said": one["text"]}
            for one in steps
        ],
        "answers": shown.responsible(case),
    }


def card(case: Case, _person: Person) -> Values:
    """The public words alone."""
    said = [text for text in texts.of_stream(street=case.street, stream=case.id) if text.field == "public_text"]
    return {
        "kind": shown.kind_words(case),
        "public_text": words_of(said[-1]) if said and case.is_published else "",
        "scan": case.url,
        "address": reverse("wall", args=[case.community]),
    }


def _is_handled(case: Case) -> bool:
    return case.state in {"done", "closed", "refused", "withdrawn"}


def _waits_for_somebody(case: Case) -> bool:
    return case.is_published and case.state == "published"


RECEIPT = Paper(
    name="wish_receipt",
    noun="wish",
    title=_("收件凭条"),
    fields=(
        MATTER,
        LABEL,
        BEGUN,
        PaperField("who", _("登记人"), _("孟**")),
        WORDS,
        ANSWERS,
        PaperField("next", _("接下来"), _("社区会核对，不署名公布，等人认领。")),
        PaperField("code", _("收件码"), "620103001 7KQ2 M9XR 4TDN", passing=True),
        PaperField("scan", _("扫码查进度"), "https://example.org/receipt/", kind="qr", passing=True),
        PaperField("follow", _("查进度的网址"), "https://example.org/receipt/", kind="link"),
    ),
    who=DOCUMENTS,
    gives=receipt,
    place=lambda case: case.community,
    passing=passing,
    series="收件〔{year}〕{number}号",
    note=_("凭收件码查进度，不用登录。请保管好，不要给别人看。"),
)
ANSWER = Paper(
    name="wish_answer",
    noun="wish",
    title=_("办理情况告知单"),
    fields=(
        MATTER,
        LABEL,
        BEGUN,
        WORDS,
        PaperField("result", _("办到哪一步"), _("已办结")),
        ANSWERS,
        PaperField(
            "steps",
            _("办理经过"),
            kind="rows",
            columns=(
                PaperField("day", _("日期"), _("6月12日 周五")),
                PaperField("what", _("办了什么"), _("核对并公布")),
                PaperField("who", _("谁办的"), _("社区")),
                PaperField("said", _("说明"), _("已请人上门更换。"), kind="long"),
            ),
        ),
    ),
    who=DOCUMENTS,
    gives=answer,
    place=lambda case: case.community,
    ready=_is_handled,
    series="告知〔{year}〕{number}号",
    note=_("对办理有意见，可以告诉负责的单位，也可以到街道反映。"),
)
CARD = Paper(
    name="wish_card",
    noun="wish",
    title=_("邻居有个心愿"),
    fields=(
        PaperField("kind", _("种类"), _("服务")),
        PaperField("public_text", _("公布的文字"), _("一位独居老人想请人换阳台的灯泡。"), kind="long"),
        PaperField("scan", _("扫码认领"), "https://example.org/wall/", kind="qr"),
        PaperField("address", _("社区的心愿墙"), "https://example.org/wall/", kind="link"),
    ),
    who=CARDS,
    gives=card,
    place=lambda case: case.community,
    ready=_waits_for_somebody,
    look="poster",
    note=_("扫码看看，愿意帮忙就认领。办不了可以随时退回，没有任何影响。"),
)
PAPERS = (RECEIPT, ANSWER, CARD)
