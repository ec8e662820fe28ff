"""Deeds at a post: appoint, stand in, relieve, hand over, leave, back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import ON, UNTIL, WHO, Deed, Doing
from linli.office.finding import account_called
from linli.people import tenures
from linli.people.models import Account, Tenure
from linli.people.open_work import open_at

if TYPE_CHECKING:
    from linli.kit.words import Words


def holders(doing: Any) -> tuple[tuple[str, Words], ...]:
    """Who holds the post or stands in, now or soon: key and masked name."""
    if not isinstance(doing, Doing):
        return ()
    held = Tenure.objects.filter(street=doing.street, post=doing.post, until=None).select_related("account")
    return tuple((str(one.account_id), one.account.masked_name) for one in held.order_by("turn", "since", "id"))


HOLDER = Field("holder", _("哪一位？"), kind="choice", choices=holders, most=40)


def appoint(doing: Doing) -> None:
    """Somebody takes the post up."""
    account = _active(doing)
    day = doing.day("on")
    tenures.appoint(account, to=doing.at_post, since=day)
    doing.says |= {"account": account, "on": day}


def stand_in(doing: Doing) -> None:
    """Somebody stands in, after those who do already."""
    account = _active(doing)
    day = doing.day("on")
    tenures.stand_in(account, at=doing.at_post, since=day)
    doing.says |= {"account": account, "on": day}


def relieve(doing: Doing) -> None:
    """Somebody leaves the post. The last system administrator stays."""
    account, day = _chosen(doing), doing.day("on")
    others = Tenure.objects.filter(street=doing.street, post=doing.post, until=None, turn=0).exclude(account=account)
    if doing.at_post.role == "system" and not others.exists():
        raise Refused("last_one", _("这是最后一位系统管理员，不能免去。"), advice=_("请先任命下一位，或者办交接。"))
    tenures.relieve(account, of=doing.at_post, on=day)
    doing.says |= {"account": account, "on": day}


def hand_over(doing: Doing) -> None:
    """One hands over to another, with what is open."""
    old, new, day = _chosen(doing), _active(doing), doing.day("on")
    tenures.hand_over(doing.at_post, old=old, new=new, on=day)
    doing.says |= {"account": old, "successor": new, "on": day, "number": len(open_at(doing.at_post))}


def leave(doing: Doing) -> None:
    """Somebody is away from all posts in the street."""
    account, since, until = _chosen(doing), doing.day("on"), doing.day("until")
    tenures.go_on_leave(account, street=doing.street, since=since, until=until)
    doing.says |= {"account": account, "on": since, "until": until}


def back(doing: Doing) -> None:
    """Somebody is back from today on."""
    account, day = _chosen(doing), timezone.localdate()
    tenures.come_back(account, street=doing.street, on=day)
    doing.says |= {"account": account, "on": day}


def _active(doing: Doing) -> Account:
    account = account_called(str(doing.answers["who"]))
    if not account.is_active:
        raise Refused("closed", _("这个账号已经关闭。"), advice=_("要用先重新打开。"))
    return account


def _chosen(doing: Doing) -> Account:
    return Account.objects.get(pk=str(doing.answers["holder"]))


DEEDS = {
    deed.verb: deed
    for deed in (
        Deed("appoint", _("任命"), Form((WHO, ON)), appoint, _("从那天起担任这个岗位。")),
        Deed("stand_in", _("加代岗人"), Form((WHO, ON)), stand_in, _("前面的人都不在时，由代岗人办理。")),
        Deed(
            "hand_over",
            _("交接"),
            Form((HOLDER, WHO, ON)),
            hand_over,
            _("选谁交出，写谁接手。从那天起，交出的人看不到这里的事。"),
        ),
        Deed("relieve", _("免去"), Form((HOLDER, ON)), relieve, _("从那天起不再担任。")),
        Deed("leave", _("登记请假"), Form((HOLDER, ON, UNTIL)), leave, _("请假期间不在岗，由代岗人办理。不问原因。")),
        Deed("back", _("销假"), Form((HOLDER,)), back, _("从今天起又在岗，还没到的假也取消。")),
    )
}
