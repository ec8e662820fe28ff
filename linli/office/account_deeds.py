"""Deeds about accounts: make, close, reopen. An account is made with a password that is shown once."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import Deed, Doing
from linli.office.finding import holds_elsewhere, must_be_known_here
from linli.people.models import Account

# Without letters and digits that look alike, because people copy it from the screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
USERNAME = Field("username", _("登录名"), private=True, most=40, help=_("小写字母、数字、点、横线，2 到 40 个。"))
NAME = Field("name", _("姓名"), private=True, most=40)
PHONE = Field("phone", _("手机号"), kind="tel", private=True, most=20, required=False)


def new_password() -> str:
    """Four groups of four signs."""
    return "-".join("".join(secrets.choice(LETTERS) for _sign in range(4)) for _group in range(4))


def make(doing: Doing) -> None:
    """Make an account; its first password is shown once and kept nowhere in clear."""
    password = new_password()
    try:
        with transaction.atomic():
            account = Account.objects.create_account(
                username=str(doing.answers["username"]),
                name=str(doing.answers["name"]),
                phone=str(doing.answers["phone"]),
                password=password,
            )
    except ValidationError:
        raise Incomplete({"username": _("登录名只能用小写字母、数字、点、横线，2 到 40 个。")}) from None
    except IntegrityError:
        raise Refused("taken", _("这个登录名已经有人用了。"), advice=_("请换一个，或直接任命已有的账号。")) from None
    doing.says["account"] = account
    doing.shows |= {"account": account, "password": password}


def close(doing: Doing) -> None:
    """Close an account: it cannot sign in and is not present at its posts."""
    account = doing.about
    _must_be_ours(doing)
    if account.pk == doing.by.account_id:
        raise Refused("own_account", _("不能关闭自己的账号。"), advice=_("请另一位系统管理员来办。"))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    doing.says["account"] = account


def reopen(doing: Doing) -> None:
    """Let an account sign in again; one whose owner had it erased stays empty."""
    account = doing.about
    _must_be_ours(doing)
    if not account.name:
        raise Refused("erased", _("这个人的资料已经按本人要求删除，不能再打开。"))
    Account.objects.filter(pk=account.pk).update(is_active=True)
    doing.says["account"] = account


def _must_be_ours(doing: Doing) -> None:
    must_be_known_here(doing.about, doing.street)
    if holds_elsewhere(doing.about, doing.street):
        raise Refused("held_elsewhere", _("这个人在别的街道也有岗位。"), advice=_("请先和那边商量，免去那边的岗位。"))


MAKE = Deed(
    "make_account",
    _("开户"),
    Form((USERNAME, NAME, PHONE)),
    make,
    _("给工作人员开一个账号。居民自己注册，不用在这里开。"),
)
DEEDS = {
    deed.verb: deed
    for deed in (
        Deed("close_account", _("关闭账号"), Form(), close, _("关闭后不能登录，岗位由代岗人办理。做过的事还在。")),
        Deed("reopen_account", _("重新打开"), Form(), reopen),
    )
}
