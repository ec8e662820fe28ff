"""Deeds at a post: found, appoint, stand in, relieve, hand over, leave, back, announce."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import ON, UNTIL, WHO, Deed, Doing
from linli.office.finding import account_called
from linli.people.models import Account, Tenure
from linli.people.serving import grid_notices, tenures
from linli.people.serving.founding import found_post
from linli.people.serving.open_work import open_at

if TYPE_CHECKING:
    from linli.kit.words import Words
    from linli.people.models import Post
    from linli.people.roles import Role


def holders(doing: Any) -> tuple[tuple[str, Words], ...]:
    """Who holds the post or stands in, now or soon: key and masked name."""
    if not isinstance(doing, Doing):
        return ()
    held = Tenure.objects.filter(street=doing.street, post=doing.post, until=None).select_related("account")
    return tuple((str(one.account_id), one.account.masked_name) for one in held.order_by("turn", "since", "id"))


WILLING = Field("willing", _("本人愿意担任"), kind="flag", help=_("邻居担任的岗位，要本人愿意。"))
HOLDER = Field("holder", _("哪一位？"), kind="choice", choices=holders, most=40)


def appoint(doing: Doing) -> None:
    """Somebody takes the post up."""
    account = _active(doing)
    day = doing.day("on")
    tenures.appoint(account, to=doing.at_post, since=day)
    doing.says |= {"account": account, "on": day}


def found(doing: Doing) -> None:
    """A post comes to be, and is taken up at once where somebody is named."""
    assert doing.role is not None  # noqa: S101 - the page gives it
    account = _active(doing) if doing.answers["who"] else None
    if account and doing.role.willing and not doing.answers["willing"]:
        raise Incomplete({"willing": _("请勾选这一项。")})
    day = doing.day("on") if account or doing.answers["on"] else timezone.localdate()
    post = found_post(doing.place, doing.role.code, street=doing.street)
    if account:
        tenures.appoint(account, to=post, since=day)
    doing.says |= {"post": post, "account": account, "on": day if account else None}
    doing.leads = reverse("office_post", args=[post.street, post.pk])


def announce(doing: Doing) -> None:
    """What the notice of a grid says of the post: a number for everybody, and how much of the name."""
    grid_notices.announce(
        doing.at_post, phone=str(doing.answers["phone"]), shows_name=bool(doing.answers["shows_name"])
    )


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
        Deed(
            "announce",
            _("公示电话"),
            Form(
                (
                    Field("phone", _("办公电话"), kind="tel", private=True, most=20, required=False),
                    Field("shows_name", _("公布在岗的人的全名，不勾只公布姓"), kind="flag", required=False),
                )
            ),
            announce,
            _("印在网格公示牌上，谁都看得到。不要填个人手机号；不填就是不公布。"),
        ),
    )
}


def deeds_at(post: Post) -> dict[str, Deed]:
    """What can be arranged at a post: as its role has it."""
    left_out = set() if post.rules.stand_in else {"stand_in"}
    left_out |= set() if post.role in grid_notices.SHOWN else {"announce"}
    return {verb: _asked(deed, post.rules) for verb, deed in DEEDS.items() if verb not in left_out}


def found_deed(role: Role) -> Deed:
    """The form that founds a post of this role."""
    who = replace(WHO, required=False)
    asks = Form((who, replace(ON, required=False, help=_("不填就是今天。"))))
    return _asked(Deed("found_post", _("设岗位"), asks, found, _("可以先不写人，以后再任命。")), role)


def _asked(deed: Deed, role: Role) -> Deed:
    """With the question whether they want to, where neighbours hold the post."""
    if not role.willing or deed.verb not in {"appoint", "hand_over", "found_post"}:
        return deed
    willing = replace(WILLING, required=deed.verb != "found_post")
    return replace(deed, asks=Form((*deed.asks.fields, willing)))
