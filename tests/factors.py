"""An authenticator app in the hand of a test, and browsers that sign in with one."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.people.factors import app, codes

if TYPE_CHECKING:
    from linli.people.models import Account
    from tests.town import Someone

PASSWORD = "the-right-password-1"
STEP = 30


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the app stand: a slow test must not run into the next half minute."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


def app_code(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(auth.time.time()) // STEP + later)))


def wrong_code(secret: str) -> str:
    """A code that the app shows at no moment near now."""
    near = {app_code(secret, later=each) for each in range(-2, 3)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in near)


def with_app(someone: Someone) -> str:
    """Let somebody have a password and an app; its key. The code of the half minute before is used up."""
    account = someone.account
    account.set_password(PASSWORD)
    account.save()
    request = RequestFactory().get("/")
    request.session = Client().session
    secret = app.secret_of(request)
    app.activate(request, account, typed=app_code(secret, later=-1))
    codes.make(request, account)
    return secret


def recovery_of(account: Account) -> list[str]:
    """The codes that are not used yet."""
    request = RequestFactory().get("/")
    request.session = {codes.SHOWN: time.time()}  # type: ignore[assignment] # what the page reads of it
    return codes.shown(request, account)


def first_step(name: str, client: Client | None = None) -> Client:
    """Give user name and password."""
    client = client or Client()
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client


def second_step(client: Client, code: str) -> int:
    """Give a code; the status of the answer."""
    return client.post(reverse("mfa_authenticate"), {"code": code}).status_code


def is_in(client: Client) -> str:
    """Whose session it is; '' for nobody's."""
    return str(client.session.get("_auth_user_id", ""))


def grow_old(client: Client, minutes: int) -> None:
    """Let the session have proved what it proved so many minutes ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session.save()
