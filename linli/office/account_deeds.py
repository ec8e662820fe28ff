"""Deeds about accounts: make, close, reopen, reset. A first password is shown once and kept nowhere in clear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import WHO, Deed, Doing
from linli.office.finding import account_called, holds_elsewhere, must_be_known_here
from linli.office.words import OF_FACTORS, OF_PASSWORDS, WHY
from linli.people.factors import held
from linli.people.models import Account
from linli.people.serving.last_one import somebody_stays
from linli.people.signing_in import first_passwords, open_sessions

if TYPE_CHECKING:
    from linli.kit.words import Words

USERNAME = Field("username", _("登录名"), private=True, most=40, help=_("小写字母、数字、点、横线，2 到 40 个。"))
NAME = Field("name", _("姓名"), private=True, most=40)
REASON = Field("reason", _("为什么重设？"), kind="choice", choices=tuple((code, WHY[code]) for code in OF_FACTORS))
FORGOT = replace(REASON, choices=tuple((code, WHY[code]) for code in OF_PASSWORDS))
SEEN = Field("seen", _("本人就在面前，已经看证件核对"), kind="flag")
PHONE = Field("phone", _("手机号"), kind="tel", private=True, most=20, required=False)


def make(doing: Doing) -> None:
    """Make an account; its first password is shown once."""
    try:
        with transaction.atomic():
            account = Account.objects.create_account(
                username=str(doing.answers["username"]),
                name=str(doing.answers["name"]),
                phone=str(doing.answers["phone"]),
            )
    except ValidationError:
        raise Incomplete({"username": _("登录名只能用小写字母、数字、点、横线，2 到 40 个。")}) from None
    except IntegrityError:
        raise Refused("taken", _("这个登录名已经有人用了。"), advice=_("请换一个，或直接任命已有的账号。")) from None
    doing.says["account"] = account
    _show_password(doing, _("账号开好了"), account)


def close(doing: Doing) -> None:
    """Close an account: it cannot sign in and is not present at its posts."""
    account = doing.about
    _must_be_ours(doing)
    if account.pk == doing.by.account_id:
        raise Refused("own_account", _("不能关闭自己的账号。"), advice=_("请另一位系统管理员来办。"))
    with somebody_stays(doing.street, without=account):
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


def reset_password(doing: Doing) -> None:
    """Give somebody who came in person a first password; where they are signed in, it ends."""
    account = doing.about
    _must_be_ours(doing)
    _must_be_another(doing, account)
    if not account.is_active:
        raise Refused("closed", _("这个账号已经关闭。"), advice=_("要用先重新打开。"))
    doing.says |= {"account": account, "reason": doing.answers["reason"]}
    _show_password(doing, _("密码重设好了"), account)


def _show_password(doing: Doing, title: Words, account: Account) -> None:
    doing.shows |= {"title": title, "account": account, "password": first_passwords.give(account)}


def reset(doing: Doing) -> None:
    """Take the second factors off somebody who lost them and came in person; where they are signed in, it ends."""
    account = doing.account or account_called(str(doing.answers["who"]))
    _must_be_another(doing, account)
    if account.street_codes:  # residents belong to no street, and come to whichever counter
        _must_be_of(account, doing.street)
    if not held.reset(account):
        raise Refused("no_factor", _("这个账号没有第二步验证，用不着重设。"))
    open_sessions.end_all(account)
    doing.says |= {"account": account, "reason": doing.answers["reason"]}


def _open(doing: Doing) -> object:
    return Account.objects.get(pk=doing.about.pk).is_active


def _must_be_another(doing: Doing, account: Account) -> None:
    if account.pk == doing.by.account_id:
        raise Refused(
            "own_account",
            _("不能重设自己的。"),
            advice=_("请另一位系统管理员来办；没有别人，请维护服务器的人用 linli password 重设。"),
        )


def _must_be_ours(doing: Doing) -> None:
    _must_be_of(doing.about, doing.street)


def _must_be_of(account: Account, street: str) -> None:
    must_be_known_here(account, street)
    if holds_elsewhere(account, street):
        raise Refused("held_elsewhere", _("这个人在别的街道也有岗位。"), advice=_("请先和那边商量，免去那边的岗位。"))


MAKE = Deed(
    "make_account",
    _("开户"),
    Form((USERNAME, NAME, PHONE)),
    make,
    _("给工作人员开一个账号。居民自己注册，不用在这里开。"),
)
RESET_INTRO = _("手机、通行密钥和恢复码都没有了才用。重设以后，登录着的地方都会退出，本人登录后再绑定新的。")
RESET = Deed("reset_factors", _("重设第二步验证"), Form((WHO, REASON, SEEN)), reset, RESET_INTRO)
DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            "close_account", _("关闭账号"), Form(), close, _("关闭后不能登录，岗位由代岗人办理。做过的事还在。"), _open
        ),
        Deed("reopen_account", _("重新打开"), Form(), reopen, sees=_open),
        Deed(
            "reset_password",
            _("重设密码"),
            Form((FORGOT, SEEN)),
            reset_password,
            _("会给一个新的初始密码，只显示一次，请当面交给本人。登录着的地方都会退出。"),
        ),
        Deed("reset_factors", _("重设第二步验证"), Form((REASON, SEEN)), reset, RESET_INTRO),
    )
}
