"""What a wisher is asked to agree to: publishing without names, health in the words, a child under 14.

No publication without consent (志愿服务条例, article 20). Each is its own question, none is ticked beforehand, and
whoever says no can still raise the wish, or write it without what is sensitive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.intakes import INTAKE
from linli.cases.privacy import consents
from linli.cases.privacy.consents import Asked
from linli.cases.privacy.erasing import erase_along
from linli.cases.privacy.sensitive import spoken_of
from linli.flows.answers import Incomplete
from linli.flows.doors import SYSTEM, take
from linli.flows.erasure import Piece, everything
from linli.flows.table import PUBLIC, Need, When
from linli.forms.fields import Field
from linli.people.purposes import CHANNELS, Basis, Channel, Purpose
from linli.ui import dates

if TYPE_CHECKING:
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.kit.words import Words

PUBLISH = Purpose(
    code="publish",
    label=_("不署名公布"),
    uses=_("社区把心愿改写成不带姓名、电话、门牌的一句话公布，让愿意帮忙的人看到。"),
    follows=_("撤回以后马上撤下，还没人认领的退回社区。"),
    basis=Basis.CONSENT,
)
HEALTH = Purpose(
    code="health",
    label=_("健康、残疾情况"),
    uses=_("您写到的健康或残疾情况，只给社区工作人员办这件事用，不公布。"),
    follows=_("撤回以后，写下的内容马上删除，留下称呼、电话和收件码。"),
    basis=Basis.SEPARATE,
)
CHILD = Purpose(
    code="child",
    label=_("替不满14岁的孩子登记"),
    uses=_("监护人同意替孩子登记这件事。不记孩子的姓名和生日。"),
    follows=_("撤回以后，公布的马上撤下，写下的内容马上删除。"),
    basis=Basis.GUARDIAN,
)
PREFILL = Purpose(
    code="prefill",
    label=_("自动填上我的称呼和电话"),
    uses=_("登录以后说心愿，表里先填好您账号里的称呼和电话，您可以改。"),
    follows=_("撤回以后，表里不再填，每次由您自己写。"),
    basis=Basis.CONSENT,
    on_account=True,
)

AGREED = Field(
    "publish",
    _("同意不署名公布"),
    kind="flag",
    help=_("不带姓名、电话、门牌。不勾也能登记：社区先联系您，同意了再公布。随时可以撤回。"),
    required=False,
    also=("同意公布", "是否同意公布", "是否公布", "公开", "是否公开"),
)
AGREED_HEALTH = Field(
    "health",
    _("写到了健康或残疾情况，单独同意社区为办这件事使用"),
    kind="flag",
    help=_("没有写到就不用勾。"),
    required=False,
    joins=True,
    also=("健康情况同意",),
)
FOR_A_CHILD = Field(
    "child",
    _("替不满14岁的孩子登记？"),
    kind="choice",
    choices=(("no", _("不是")), ("guardian", _("是，我是监护人，我同意")), ("agreed", _("是，监护人已经同意"))),
    help=_("要监护人同意才能登记。请不要写孩子的姓名。"),
    required=False,
    joins=True,
)
BY_THEMSELVES = (AGREED, AGREED_HEALTH, FOR_A_CHILD)
GIVEN = "given"


def ways(act: Act) -> tuple[tuple[str, Words], ...]:
    """How the wisher agreed to be published: as it was noted, else one of the ways in which the desk may hear it."""
    row = consents.found(act, PUBLISH)
    if row is not None:
        told = {"how": CHANNELS[Channel(row.channel)], "day": dates.day(row.given)}
        return ((GIVEN, _("已同意（%(how)s，%(day)s）") % told),)
    return tuple((each.value, CHANNELS[each]) for each in (Channel.PHONE, Channel.VOICE, Channel.PAPER))


HOW = Field(
    "agreed",
    _("本人同意公布吗？"),
    kind="choice",
    choices=ways,
    help=_("登记时已经同意的不用选。没有同意的，先问本人，再选是怎么同意的。"),
    required=False,
)


def _may_be_published(act: Act) -> bool:
    return consents.found(act, PUBLISH) is not None or bool(act.answers["agreed"])


MAY_BE_PUBLISHED = Need(
    "not_agreed",
    _may_be_published,
    _("还没有记下本人同意公布。"),
    advice=_("请先联系本人：同意了，选是怎么同意的；不同意，就不公布。"),
    asks=True,
)
NOT_SHOWN = When(
    "not_shown",
    lambda act: not act.record.is_published,
    _("本人撤回了公布的同意"),
)


def agree(act: Act) -> None:
    """Note what was agreed to with the wish. Incomplete where the words speak of health and nobody agreed to that."""
    channel = Channel.WEB if act.answers["whom"] == "self" or act.by.account_id is None else Channel.VOICE
    channel = Channel.PAPER if INTAKE in act.facts else channel
    if act.answers["publish"]:
        consents.give(act, PUBLISH, channel)
    if act.answers["child"] in {"guardian", "agreed"}:
        consents.give(act, CHILD, channel if act.answers["child"] == "guardian" else Channel.VOICE)
    agree_to_health(act, str(act.answers["words"]), channel)


def agree_further(act: Act) -> None:
    """The same for what is added later."""
    by_desk = act.facts["as"] in {"desk", "proxy"}
    agree_to_health(act, str(act.answers["answer"]), Channel.VOICE if by_desk else Channel.WEB)


def agree_to_health(act: Act, words: str, channel: Channel) -> None:
    """Note the separate consent, or ask for it."""
    if act.answers["health"]:
        consents.give(act, HEALTH, channel)
    elif (word := spoken_of(words)) and consents.found(act, HEALTH) is None:
        told = _("写到了“%(word)s”。同意就勾上；不同意，请回去改写这一句。") % {"word": word}
        raise Incomplete({"health": told})


def note_how(act: Act) -> None:
    """Note the consent that the desk heard before it publishes."""
    if act.answers["agreed"] not in {"", GIVEN}:
        consents.give(act, PUBLISH, Channel(str(act.answers["agreed"])))


def hide(act: Act) -> None:
    """The public words are taken down with the event that takes the consent back."""
    act.record.scope = ""  # type: ignore[attr-defined]


def to_the_desk(case: Case, at: datetime) -> None:
    """What nobody has claimed yet goes back to the desk; what is in hand goes on, out of sight."""
    if case.state == "published":
        take("unpublish", case, by=SYSTEM, at=at)


def _nothing(_act: Act) -> None:
    """What stops is deleted right after."""


def _forget_story(case: Case, at: datetime) -> None:
    erase_along(case, by=SYSTEM, at=at, why="withdrawn", which=_is_story, receipt=False)


def _is_story(piece: Piece) -> bool:
    """What was told: not how to reach the person, and not the public words, in which nothing of it stands."""
    return piece.field not in {"name", "phone"} and piece.audience != PUBLIC


def _forget_all(case: Case, at: datetime) -> None:
    to_the_desk(case, at)
    erase_along(case, by=SYSTEM, at=at, why="withdrawn", which=everything, receipt=False)


ASKED = (
    Asked("wish", PUBLISH, hide, to_the_desk),
    Asked("wish", HEALTH, _nothing, _forget_story),
    Asked("wish", CHILD, hide, _forget_all),
)
