"""Raising a wish: for oneself, on a visit for somebody else, or without an account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.beginning import Beginning
from linli.cases.opening import open_case
from linli.cases.participants import OTHER, WHOM
from linli.forms.fields import Field, Form, OnlyIf
from linli.notices.ways import FIELD as HOW_TOLD
from linli.people import consents
from linli.people.accounts import Account
from linli.wishes.agreeing import BY_THEMSELVES, PREFILL
from linli.wishes.rules import KINDS, MATTER, SHIPPED

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from linli.cases.models import Case
    from linli.people.person import Person

WORDS = Field(
    "words",
    _("您有什么心愿？"),
    kind="long",
    help=_("一句话说清楚就行。可以是一件东西，也可以是帮一次忙，不能是钱。请不要写身份证号和银行卡号。"),
    most=500,
    private=True,
    audience="participants",
    also=("心愿", "微心愿", "心愿内容", "微心愿内容", "需求", "诉求"),
)
KIND = Field(
    "kind",
    _("是哪一类？"),
    kind="choice",
    choices=KINDS,
    also=("类别", "种类", "类型", "心愿类别", "心愿类型", "心愿种类"),
)
NAME = Field(
    "name",
    _("怎么称呼？"),
    kind="name",
    required=False,
    most=40,
    private=True,
    also=("心愿人", "许愿人", "申请人", "居民姓名", "心愿人姓名", "许愿人姓名"),
)
PHONE = Field(
    "phone",
    _("联系电话"),
    kind="tel",
    help=_("只有社区工作人员看得到，用来联系办理。可以不填，凭收件码查进度。"),
    required=False,
    most=20,
    private=True,
    joins=True,
)

ASKED = Form((WORDS, KIND, WHOM, NAME, PHONE, HOW_TOLD, *BY_THEMSELVES))
FOR_OTHERS = Form(
    (
        WORDS,
        KIND,
        WHOM,
        replace(NAME, label=_("怎么称呼本人？")),
        PHONE,
        replace(HOW_TOLD, only_if=OnlyIf(WHOM.name, frozenset({OTHER}))),
        *BY_THEMSELVES,
    )
)
"""The whole form in the words for whoever registers a wish for somebody else."""


def known_of(request: HttpRequest) -> dict[str, str]:
    """Name and phone of an account that agreed to have them filled in."""
    account = request.user
    if not isinstance(account, Account) or not consents.holds(account=account.pk, purpose=PREFILL):
        return {}
    return {NAME.name: account.name, PHONE.name: account.phone}


BEGINNING = Beginning(
    matter=MATTER,
    flow=SHIPPED.flow,
    title=_("说一个心愿"),
    for_others=FOR_OTHERS,
    known=known_of,
    invites=_("不用登录，一句话就行"),
)


def raise_wish(*, place: str, by: Person, at: datetime, token: str = "", **answers: object) -> Case:
    """Raise a wish at ``place`` (a community's or grid's code); answers as ``ASKED``. Errors as ``open_case``."""
    return open_case(matter=MATTER, place=place, by=by, at=at, token=token, **answers)
