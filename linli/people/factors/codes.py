"""Recovery codes: ten, each once, for whoever does not have the app or the passkey at hand. Shown once, when they are made."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kit.crypto import DamagedError
from linli.kit.refused import Refused
from linli.people.accounts import Account
from linli.people.factors import held

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = "factor_codes_shown"
SHOWN_SECONDS = 600


@transaction.atomic
def make(request: HttpRequest, account: Account) -> None:
    """Make ten new ones; older ones are void. This browser may show them for ten minutes. Raises Refused (``no_factor``)."""
    Account.objects.select_for_update().get(pk=account.pk)
    if not held.any_of(account):
        raise Refused("no_factor", _("还没有第二步验证，用不着恢复码。"), advice=_("请先绑定验证器或通行密钥。"))
    Authenticator.objects.filter(user_id=account.pk, type=held.CODES).delete()
    RecoveryCodes.activate(account)
    request.session[SHOWN] = int(time.time())


def make_first(request: HttpRequest, account: Account) -> bool:
    """Make them where there are none yet; whether there were none."""
    if Authenticator.objects.filter(user_id=account.pk, type=held.CODES).exists():
        return False
    make(request, account)
    return True


def shown(request: HttpRequest, account: Account) -> list[str]:
    """The codes as long as this browser may show them, each in two groups; else nothing."""
    if time.time() - request.session.get(SHOWN, 0) > SHOWN_SECONDS:
        return []
    found = _of(account)
    return [f"{code[:4]}-{code[4:]}" for code in found.get_unused_codes()] if found else []


def put_away(request: HttpRequest) -> None:
    """Show them no longer."""
    request.session.pop(SHOWN, None)


def left(account: Account) -> int:
    """How many are not used yet."""
    found = _of(account)
    try:
        return len(found.get_unused_codes()) if found else 0
    except DamagedError:
        return 0


def check(account: Account, typed: str) -> bool:
    """Whether this is one of them; used up by that."""
    found = _of(account)
    try:
        return bool(found and found.validate_code(typed))
    except DamagedError:
        return False


def _of(account: Account) -> RecoveryCodes | None:
    found = Authenticator.objects.filter(user_id=account.pk, type=held.CODES).first()
    return RecoveryCodes(found) if found else None
