"""Asking for a factor: a code of the app or a recovery code. So many wrong ones an hour, then none is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people import wrong_tries
from linli.people.factors import app, codes, held
from linli.people.guard import watch

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.people.accounts import Account


def check(request: HttpRequest, account: Account, typed: str) -> str:
    """Use a code up; which kind of factor it was. Raises Refused (``factor_wrong``, ``factor_locked``)."""
    now, about = timezone.now(), wrong_tries.of_factor(account.pk)
    # Counted before it is looked at: of a thousand at once no more than the limit are compared.
    tried = wrong_tries.add(about, now=now)
    if wrong_tries.since(about, now - wrong_tries.HOUR) > settings.LINLI_FACTOR_WRONG_AN_HOUR:
        tried.delete()
        raise Refused(
            "factor_locked",
            _("输错的次数太多，请过一小时再试。"),
            advice=_("急用请找本单位的系统管理员。"),
            field="code",
        )
    for kind, takes in ((held.APP, app.check), (held.CODES, codes.check)):
        if takes(account, typed):
            tried.delete()
            return kind
    watch.wrong_try(request, [account])
    raise Refused(
        "factor_wrong", _("验证码不对，或者已经用过。请输现在显示的六位数字，或一个没用过的恢复码。"), field="code"
    )
