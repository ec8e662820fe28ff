"""The page behind the link of a text message: three questions, one case, no sign-in, and nothing on it that tells who somebody is."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.cases.deeds.noting import Doer
from linli.cases.follow_up import answering, doing, links, panel
from linli.cases.follow_up.models import FollowUp
from linli.cases.models import Case
from linli.flows import tokens
from linli.flows.answers import Incomplete
from linli.flows.pages import Sheet, attempt, show
from linli.kit.refused import Refused
from linli.kit.throttle import Throttle
from linli.people.person import person_of
from linli.places.naming import place_name
from linli.ui import dates

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.cases.follow_up.links import Opened
    from linli.kit.words import Words

WRONG = Throttle("answer-link-wrong", most=10, seconds=600)
ANSWERS = Throttle("answer-link", most=30, seconds=3600)
"""From one network: codes that open nothing, and answers that are sent."""


@csrf_exempt  # the form's own token is bound to browser and code: see linli.flows.tokens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, and take the answer; what was answered or ran out is told."""
    place = WRONG.take(request)
    if not place:
        return _told(request, _("试的次数太多了"), _("请过十分钟再打开。"), status=HTTPStatus.TOO_MANY_REQUESTS)
    opened = links.opened(code)
    if opened is None:
        return _told(request, _("这个链接打不开"), _ELSEWHERE, status=HTTPStatus.NOT_FOUND)
    WRONG.give_back(place)

    def form(refusal: Refused | None) -> HttpResponse:
        if closed := _closed(request, opened):
            return closed
        sheet = Sheet(
            title=_title(opened),
            asks=doing.QUESTIONS,
            submit=_("提交"),
            asking=opened.case,
            typed=request.POST if request.method == "POST" else {},
            refusal=refusal,
            context={
                "face": "resident",
                "intro": _("三个问题，几秒钟就好，不用登录。您的评价，社区和街道看得到。"),
                "record": {"label": opened.case.label, "facts": _facts(opened.case)},
            },
        )
        return show(request, sheet, purpose=_purpose(opened), version=opened.case.version, template="flows/ask.html")

    return attempt(
        request,
        back=request.path,
        send=lambda: _send(request, opened),
        form=form,
        again=lambda: redirect(request.path),
    )


_ELSEWHERE = _("可能输错了，或者已经换了新的。请用短信里最新的链接，或者凭收件码查进度。")


def _send(request: HttpRequest, opened: Opened) -> HttpResponse:
    if not ANSWERS.take(request):
        raise Refused("too_many", _("提交的次数太多了。"), advice=_("请过一小时再试。"))
    token = tokens.read(request, purpose=_purpose(opened), person=person_of(request))
    if timezone.now() >= opened.until:
        return redirect(request.path)
    checked = doing.QUESTIONS.check(request.POST, opened.case)
    if checked.errors:
        raise Incomplete(checked.errors)
    doer = Doer(opened.person, opened.held, timezone.now(), token=token.key)
    doing.answer(opened.case, doer, checked.values, channel=FollowUp.Channel.LINK)
    return redirect(request.path)


def _closed(request: HttpRequest, opened: Opened) -> HttpResponse | None:
    """What is told where nothing is asked: thanks and what comes next, or that it is too late."""
    case = Case.objects.get(street=opened.case.street, id=opened.case.id)
    if answering.may_answer(case, opened.row):
        if timezone.now() < opened.until:
            return None
        return _told(request, _("链接过期了"), _("请凭收件码或者登录后评价，也可以给社区打电话。"), case=case)
    owed = [(each["what"], dates.until(each["by"])) for each in panel.owed(opened.row, own=True)]
    return _told(request, _("收到了，谢谢您"), _("一件事评一次，以第一次为准。"), case=case, owed=owed)


def _told(
    request: HttpRequest,
    what: Words,
    why: Words,
    *,
    case: Case | None = None,
    owed: list[tuple[Words, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"what": what, "why": why, "label": case.label if case else "", "owed": owed or []}
    return render(request, "cases/answer_link.html", context, status=status)


def _title(opened: Opened) -> Words:
    return _("整改以后，您满意吗？") if opened.row.waits == FollowUp.Waits.AGAIN else _("办得怎么样？")


def _facts(case: Case) -> list[tuple[Words, Any]]:
    """Which matter it is, so far as that tells nothing of its person."""
    return [(_("事项"), case.matter.words), (_("社区"), place_name(case.community))]


def _purpose(opened: Opened) -> str:
    return f"answer-link:{opened.row.street}:{opened.row.id}"
