"""How somebody is told: the ways, what each person chose, and which one it comes to. Deciding is pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.forms.fields import Field

if TYPE_CHECKING:
    from linli.kit.words import Words

MOBILE = re.compile(r"1[3-9][0-9]{9}")


class Way(StrEnum):
    """What people choose from. ``PAGE``: they look themselves; ``NOTHING``: they want to hear nothing."""

    SMS = "sms"
    DIGEST = "digest"
    CALL = "call"
    VISIT = "visit"
    PAGE = "page"
    NOTHING = "nothing"


OF_ACCOUNT: dict[Way, Words] = {
    Way.SMS: _("发短信：轮到我马上发，别的每天一条"),
    Way.DIGEST: _("每天一条短信"),
    Way.CALL: _("打电话给我，只在轮到我的时候"),
    Way.PAGE: _("不用，我自己上网看"),
}
OF_RECEIPT: dict[Way, Words] = {
    Way.SMS: _("发短信"),
    Way.CALL: _("打电话"),
    Way.VISIT: _("上门告诉"),
    Way.PAGE: _("凭收件码自己查"),
    Way.NOTHING: _("都不用"),
}
CHOOSE = "choose_way"
"""The verb, behind the noun of the flow, of the event by which whoever holds a receipt chooses anew."""

BY_HAND = frozenset({Way.CALL, Way.VISIT})
"""Ways that somebody of the desk has to go."""

FIELD = Field(
    "tell",
    _("有进展怎么告诉本人？"),
    kind="choice",
    choices=tuple((str(way), words) for way, words in OF_RECEIPT.items()),
    help=_("以后可以改。短信只说是哪一件、办到哪一步，不写内容。"),
    required=False,
    audience="participants",
    joins=True,
)
"""The question, behind that for a number, to whoever holds a receipt and has no account. An account says in its mailbox how it wants to be told."""


def chosen(typed: str, *, by_post: bool) -> Way:
    """What an account chose; nothing chosen: text messages, for the daily work of a post the daily one alone."""
    try:
        return Way(typed)
    except ValueError:
        return Way.DIGEST if by_post else Way.SMS


def way_of_account(way: Way, *, phone: str, at_once: bool, by_post: bool, sms: bool) -> Way:
    """How an account is told beyond its inbox: ``PAGE`` is the inbox alone.

    A post is never called and is told at once only where its holder chose that.
    """
    mobile = sms and is_mobile(phone)
    if way is Way.CALL:
        return Way.CALL if at_once and phone and not by_post else Way.PAGE
    if way is Way.PAGE or not mobile:
        return Way.PAGE
    return Way.SMS if way is Way.SMS and at_once else Way.DIGEST


def way_of_receipt(typed: str, *, phone: str, at_once: bool, sms: bool) -> Way:
    """How whoever holds a receipt is told; without a message that could reach them the desk calls, where it matters."""
    if typed == Way.VISIT and at_once:
        return Way.VISIT
    if typed in {Way.VISIT, Way.PAGE, Way.NOTHING} or not phone:
        return Way.PAGE
    if typed != Way.CALL and sms and is_mobile(phone):
        return Way.SMS
    return Way.CALL if at_once else Way.PAGE


def without_number(way: str, *, phone: str) -> Words:
    """What to say where a way needs a number and there is none, or none that takes text messages; '' where it can be gone."""
    if way == Way.CALL and not phone:
        return _("要打电话，请留一个电话。")
    if way == Way.SMS and not is_mobile(phone):
        return _("要发短信，请留一个手机号。")
    return ""


def is_mobile(phone: str) -> bool:
    """Whether a text message can go to this number (in normal form)."""
    return MOBILE.fullmatch(phone) is not None
