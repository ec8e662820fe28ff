"""Passkeys (WebAuthn): a key in a phone, a computer or a stick, opened by its owner there; nothing secret lies here."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.kit.crypto import DamagedError
from linli.kit.refused import Refused
from linli.people.accounts import Account
from linli.people.factors.held import PASSKEY

LONGEST_NAME = 40
MOST = 10


def to_add(account: Account) -> str:
    """What the browser needs for making one, as JSON; the session remembers the question."""
    return json.dumps(auth.begin_registration(account, passwordless=True), default=dict)


def to_ask(account: Account | None = None) -> str:
    """What the browser needs for showing one, of this account or of whoever comes, as JSON."""
    return json.dumps(auth.begin_authentication(account), default=dict)


def add(account: Account, *, name: str, credential: str) -> None:
    """Keep what the browser made, under a name. Raises Refused (``no_name``, ``too_many``, ``passkey_wrong``)."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("no_name", _("请给这个通行密钥起个名字，最多 40 个字。"), field="name")
    if Authenticator.objects.filter(user_id=account.pk, type=PASSKEY).count() >= MOST:
        raise Refused("too_many", _("通行密钥太多了，请先删掉不用的。"))
    answer = _read(credential)
    try:
        auth.parse_registration_response(answer)
        bound = auth.complete_registration(answer)
    except (ValidationError, ValueError, KeyError, TypeError):
        raise _wrong() from None
    if not bound.is_user_verified():
        raise _wrong()
    data = {"name": get_adapter().encrypt(name), "credential": answer}
    Authenticator.objects.create(user_id=account.pk, type=PASSKEY, data=data)


def check(credential: str, account: Account | None = None) -> Account:
    """Whose passkey was shown: the given account's, or that of whoever comes. Raises Refused (``passkey_wrong``)."""
    answer = _read(credential)
    try:
        auth.parse_authentication_response(answer)
        owner = account or auth.extract_user_from_response(answer)
        auth.complete_authentication(owner, answer)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise _wrong() from None
    if not isinstance(owner, Account) or not owner.is_active:
        raise _wrong()
    return owner


def name_of(passkey: Authenticator) -> str:
    """How its owner calls it."""
    try:
        return str(get_adapter().decrypt(passkey.data["name"]))
    except DamagedError:
        return ""


def _read(credential: str) -> dict[str, Any]:
    try:
        answer = json.loads(credential)
    except ValueError:
        raise _wrong() from None
    if not isinstance(answer, dict):
        raise _wrong()
    return answer


def _wrong() -> Refused:
    return Refused(
        "passkey_wrong", _("通行密钥没有认出来。"), advice=_("请再试一次，或者换一种方式。"), field="credential"
    )
