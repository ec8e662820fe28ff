"""What a session has proved of its person: by which means, when, and whether that is fresh enough for an act of weight."""

from __future__ import annotations

import time
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from linli.people.accounts import Account
from linli.people.doorway import for_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

FACTOR = "mfa"  # allauth's word, which its stage of signing in reads


def by_phone(request: HttpRequest, account: Account) -> None:
    """The person typed the code that was sent to their number."""
    record_authentication(request, account, "code")


def by_password(request: HttpRequest, account: Account) -> None:
    """The person typed their password."""
    record_authentication(request, account, "password")


def by_factor(request: HttpRequest, account: Account, kind: str, *, alone: bool = False) -> None:
    """The person has a factor of this kind; ``alone``: a passkey, for which no password was asked."""
    record_authentication(request, account, FACTOR, type=kind, **({"passwordless": True} if alone else {}))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are within the last minutes (setting)."""
    newest = max((record["at"] for record in _records(request)), default=0.0)
    return time.time() - newest < settings.LINLI_FRESH_MINUTES * 60


def has_passed(request: HttpRequest) -> bool:
    """Whether a second factor was asked and given in this session."""
    return any(record["method"] == FACTOR for record in _records(request))


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to where the person shows once more who they are, and from there back to this page."""
    return redirect(f"{reverse('again')}?{urlencode({'next': request.path})}")


def for_fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for who just proved who they are; others are asked again, and led back to it."""
    return for_known(_asked_again(view, reading_too=True))


def sent_fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for a page that everybody who signed in may read, and only who is fresh may send."""
    return for_known(_asked_again(view, reading_too=False))


def _asked_again(view: Callable[..., HttpResponseBase], *, reading_too: bool) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (reading_too or request.method == "POST") and not is_fresh(request):
            return ask_again(request)
        return view(request, *args, **kwargs)

    return guarded


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return found if isinstance(request.user, Account) else []
