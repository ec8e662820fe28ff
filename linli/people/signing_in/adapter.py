"""How allauth behaves here: nobody signs up by themselves, nothing is known about e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError

from linli.people.accounts import Account
from linli.people.guard import watch

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth brings no types
    """Sign-in with user name and password; accounts are made by an office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up by themselves, whatever route is opened by mistake."""
        return False

    def save_user(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse the one way in which allauth would make an account."""
        message = "accounts are made by Account.objects.create_account"
        raise NotImplementedError(message)

    def get_user_search_fields(self) -> list[str]:
        """Say by what an account may be searched: its user name alone."""
        return ["username"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at; what is tried at a locked door counts as well. Raises ValidationError."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.authentication_failed(request, **credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password, for the account if there is one of that name."""
        named = str(credentials.get("username", "")).lower()
        watch.wrong_try(request, list(Account.objects.filter(username=named)))

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Send nothing: no address is kept."""
