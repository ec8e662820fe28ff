"""Where an account is signed in: seen by its owner, ended by its owner, forgotten when it is over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.people.models import Account, OpenSession
from linli.people.signing_in.sessions import row_key

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

KINDS = {"phone": _("手机或平板"), "computer": _("电脑")}
HAND_HELD = re.compile(r"Mobi|Android|iPhone|iPad|HarmonyOS", re.IGNORECASE)


def note(request: HttpRequest) -> OpenSession | None:
    """Write down that whoever the session belongs to is signed in with it, once; None for nobody."""
    account = get_user(request)
    if not isinstance(account, Account):
        return None
    if not request.session.session_key:
        request.session.save()
    found, _made = OpenSession.objects.get_or_create(
        session=row_of(request),
        defaults={"account": account, "began": timezone.localdate(), "kind": _kind(request)},
    )
    return found


def row_of(request: HttpRequest) -> str:
    """What the tables hold in the place of this session's key; '' where the browser has none."""
    key = request.session.session_key
    return row_key(key) if key else ""


def follow(request: HttpRequest, was: str) -> None:
    """After somebody signed in or out: forget the session of before, which is over, and write down the one of now."""
    if was and was != row_of(request):
        end(OpenSession.objects.filter(session=was))
    note(request)


def running(account: Account) -> QuerySet[OpenSession]:
    """Where the account is signed in now, the latest first."""
    own = Session.objects.filter(session_key=OuterRef("session"), expire_date__gt=timezone.now())
    return OpenSession.objects.filter(Exists(own), account=account).order_by("-id")


@transaction.atomic
def end(sessions: QuerySet[OpenSession]) -> int:
    """End these: their browsers are signed out with the next request. Returns how many there were."""
    keys = list(sessions.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session__in=keys).delete()
    return len(keys)


def end_one(account: Account, key: UUID) -> int:
    """End one session of the account's own; one that is not theirs, or over, changes nothing."""
    return end(OpenSession.objects.filter(account=account, id=key))


def end_others(account: Account, request: HttpRequest) -> int:
    """End every session of the account but that of the request."""
    return end(OpenSession.objects.filter(account=account).exclude(session=row_of(request)))


def end_all(account: Account) -> int:
    """End every session of the account."""
    return end(OpenSession.objects.filter(account=account))


def forget_ended() -> int:
    """Forget those whose session is over: when somebody was here is kept no longer than they are."""
    over = OpenSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session"))))
    return over.delete()[0]


def _kind(request: HttpRequest) -> str:
    """Phone or computer, from what the browser says of itself; nothing else of that is kept."""
    told = request.headers.get("Sec-CH-UA-Mobile", "") == "?1"
    return "phone" if told or HAND_HELD.search(request.headers.get("User-Agent", "")) else "computer"
