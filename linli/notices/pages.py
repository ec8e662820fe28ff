"""One's own notices: the list, opening one, taking all as seen, and choosing how to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.edges.gateways import for_template
from linli.flows.table import flow_named
from linli.notices import inbox, mailboxes, ways
from linli.notices.models import Mailbox, Notice
from linli.notices.ways import Way
from linli.people.accounts import Account
from linli.people.doorway import for_known

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from linli.kit.words import Words

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def notices(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first; POST takes everything as seen."""
    account = _account(request)
    if request.method == "POST":
        mailboxes.see(account.pk, now=timezone.now())
        return redirect("notices")
    box = Mailbox.objects.filter(account=account).first()
    page = _page(request)
    found = mailboxes.notices(account.pk, box.street_codes if box else [])
    # One more than a page holds says whether there is another: nobody counts how much there ever was.
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1]) if box else []
    context = {
        "rows": [inbox.row(notice) for notice in rows[:PAGE]],
        "unread": account.unread,
        "newer": page - 1,
        "older": page + 1 if len(rows) > PAGE else 0,
        "way": _offered().get(ways.chosen(box.way if box else "", by_post=False), ""),
    }
    return render(request, "notices/inbox.html", context)


@require_safe
@for_known
def notice(request: HttpRequest, street: str, key: UUID) -> HttpResponse:
    """Take a notice as seen and go to what it tells of; somebody else's is a 404."""
    account = _account(request)
    found = Notice.objects.filter(street=street, account=account, pk=key).first()
    if found is None:
        raise Http404
    mailboxes.see(account.pk, now=timezone.now(), street=street, stream=found.stream)
    try:
        return redirect(flow_named(found.flow).model(street=street, id=found.stream).url)
    except KeyError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def notice_way(request: HttpRequest) -> HttpResponse:
    """How one wants to be told: one choice for everything."""
    account = _account(request)
    if request.method == "POST":
        typed = request.POST.get("way", "")
        if typed not in ways.OF_ACCOUNT:
            raise Http404
        mailboxes.choose(account.pk, typed)
        return redirect("notices")
    box = Mailbox.objects.filter(account=account).first()
    context = {
        "field": {
            "name": "way",
            "label": _("怎么告诉我"),
            "kind": "choice",
            "help": _("通知在这里总能看到。夜里不发短信。短信只说是哪一件、办到哪一步，不写内容。"),
            "required": True,
            "choices": [(str(way), words) for way, words in _offered().items()],
            "value": str(ways.chosen(box.way if box else "", by_post=False)),
        },
        "phone": account.masked_phone,
        "has_sms": _has_sms(),
        "back": reverse("notices"),
    }
    return render(request, "notices/way.html", context)


def _offered() -> dict[Way, Words]:
    """What an account can choose from here."""
    by_message = frozenset() if _has_sms() else {Way.SMS, Way.DIGEST}
    return {way: words for way, words in ways.OF_ACCOUNT.items() if way not in by_message}


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101 - the page is for people who signed in
    return request.user


def _has_sms() -> bool:
    return for_template("notice") is not None


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1  # noqa: PLR2004 - enough pages
