"""What comes first after signing in: one's own password for a first one; then, where it is required, a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect

from linli.people.accounts import Account
from linli.people.factors import held, proof, required

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

LEAVING = frozenset({"account_login", "account_logout", "set_language", "healthz", "readyz"})
SETTING_UP = frozenset({"my_factors", "factor_app", "factor_passkey", "factor_codes", "factor_codes_file"})


class OwnPasswordFirst:
    """Lead whose password somebody else saw to where they choose their own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass it on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Turn the request aside before its page does anything."""
        if not isinstance(request.user, Account) or not request.user.must_choose_password:
            return None
        where = _where(request)
        return None if where in LEAVING | {"again", "my_password"} else redirect("my_password")


class FactorFirst:
    """Lead who lacks one to where it is set up, or given."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass it on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Turn the request aside before its page does anything."""
        if not settings.LINLI_STAFF_TOTP or not isinstance(request.user, Account) or not required.lacks(request):
            return None
        where = _where(request)
        if where == "again" or where in LEAVING:
            return None
        if held.any_of(request.user):
            return proof.ask_again(request)
        own_first = where == "my_password" and request.user.must_choose_password
        return None if own_first or where in SETTING_UP else redirect("my_factors")


def _where(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else ""
