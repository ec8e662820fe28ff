"""The authenticator app: a six-digit code of the moment (TOTP, RFC 6238), each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kit.crypto import DamagedError
from linli.kit.refused import Refused
from linli.people.accounts import Account
from linli.people.factors.held import APP

if TYPE_CHECKING:
    from django.http import HttpRequest

LAST = "last"
"""In the library's JSON: the moment (a count of half minutes) whose code was used last; no earlier one is taken again."""


def secret_of(request: HttpRequest) -> str:
    """The key that waits in this session to be written into an app; made at the first look."""
    if not request.session.get(SECRET_SESSION_KEY):
        request.session[SECRET_SESSION_KEY] = generate_totp_secret()
    return str(request.session[SECRET_SESSION_KEY])


def address(account: Account, secret: str) -> str:
    """What the app reads from the QR code."""
    return str(get_adapter().build_totp_url(account, secret))


@transaction.atomic
def activate(request: HttpRequest, account: Account, *, typed: str) -> None:
    """Bind the app whose code shows that it has the key. Raises Refused (``factor_wrong``, ``has_app``)."""
    Account.objects.select_for_update().get(pk=account.pk)
    if Authenticator.objects.filter(user_id=account.pk, type=APP).exists():
        raise Refused("has_app", _("已经绑定了验证器。"), advice=_("要换一个，请先停用现在的。"))
    secret = secret_of(request)
    moment = _moment(secret, typed, after=0)
    if not moment:
        raise Refused("factor_wrong", _("验证码不对。请看手机时间准不准，再输一次现在显示的六位数字。"), field="code")
    data = {"secret": get_adapter().encrypt(secret), LAST: moment}
    Authenticator.objects.create(user_id=account.pk, type=APP, data=data)
    del request.session[SECRET_SESSION_KEY]


@transaction.atomic
def check(account: Account, typed: str) -> bool:
    """Whether this is the code of now; used up by that, of two at once one gets through."""
    found = Authenticator.objects.select_for_update().filter(user_id=account.pk, type=APP).first()
    if found is None:
        return False
    try:
        secret = get_adapter().decrypt(found.data["secret"])
    except DamagedError:
        return False
    moment = _moment(secret, typed, after=found.data.get(LAST, 0))
    if moment:
        found.data[LAST] = moment
        found.save(update_fields=["data"])
    return bool(moment)


def _moment(secret: str, typed: str, *, after: int) -> int:
    """The moment later than ``after`` to which the code belongs; 0 where there is none."""
    for moment in yield_hotp_counters_from_time():
        if moment > after and compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, moment))):
            return int(moment)
    return 0
