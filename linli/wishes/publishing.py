"""Checking a wish and making it public: a person writes and confirms the public words, never a machine alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases import assignments
from linli.forms.fields import Field, Form
from linli.wishes import telling
from linli.wishes.agreeing import AGREED_HEALTH, HOW
from linli.wishes.rules import REFUSALS

if TYPE_CHECKING:
    from linli.flows.act import Act

SCOPES = (("community", _("本社区")), ("street", _("全街道")))
SCOPE_LENGTH = {"community": 12, "street": 9}

QUESTION = Form((Field("question", _("还要问清什么？"), kind="long", most=300, private=True, audience="participants"),))
ANSWER = Form(
    (Field("answer", _("补充说明"), kind="long", most=500, private=True, audience="participants"), AGREED_HEALTH)
)
PUBLIC = Form(
    (
        Field(
            "public_text",
            _("公布的文字"),
            kind="long",
            help=_("改写成不带姓名、电话、门牌和孩子信息的一句话。所有人都看得到。"),
            most=120,
            private=True,
            audience="public",
            known=telling.proposed,
        ),
        Field("scope", _("公布到哪里"), kind="choice", choices=SCOPES),
        HOW,
        telling.SURE,
        Field("checked", _("我已核对：文字里没有姓名、电话、门牌号，也没有孩子的信息"), kind="flag"),
    )
)
REASON = Form(
    (
        Field("reason", _("原因"), kind="choice", choices=tuple(REFUSALS.items()), audience="participants"),
        Field(
            "told",
            _("对本人怎么说"),
            kind="long",
            help=_("本人会看到这段话：说明原因，以及接下来可以怎么办。"),
            most=300,
            private=True,
            audience="participants",
        ),
    )
)


def show_to(act: Act) -> None:
    """Publish in the community or in the whole street. Incomplete where the words tell who somebody is."""
    telling.check(act, str(act.answers["public_text"]))
    case = act.record
    case.scope = case.place[: SCOPE_LENGTH[act.answers["scope"]]]  # type: ignore[attr-defined]


def hide(act: Act) -> None:
    """Take it off the wall."""
    act.record.scope = ""  # type: ignore[attr-defined]


def hide_for_good(act: Act) -> None:
    """Take it off the wall and end what was offered or accepted."""
    hide(act)
    assignments.end_all(act)
