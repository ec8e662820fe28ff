"""Deeds at a post: found, appoint, stand in, relieve, hand over, leave, back, call off, announce."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import ON, UNTIL, WHO, Deed, Doing
from linli.office.finding import account_called, away_at
from linli.people.models import Account, Leave, Post, Tenure
from linli.people.serving import coming as coming_posts
from linli.people.serving import grid_notices, tenures
from linli.people.serving.coming import coming
from linli.people.serving.founding import found_post
from linli.people.serving.open_work import open_at
from linli.ui import dates

if TYPE_CHECKING:
    from linli.kit.words import Words
    from linli.people.models import TenureQuerySet
    from linli.people.presence import Manning
    from linli.people.roles import Role
    from linli.people.serving.coming import Coming


def holders(doing: Any) -> tuple[tuple[str, Words], ...]:
    """Who holds the post or stands in, now or soon: key and masked name."""
    if not isinstance(doing, Doing):
        return ()
    held = _lasting(doing).select_related("account").order_by("turn", "since", "id")
    return tuple({str(one.account_id): one.account.masked_name for one in held}.items())


def arrangements(doing: Any) -> tuple[tuple[str, Words], ...]:
    """What is to come at the post: key and words."""
    if not isinstance(doing, Doing):
        return ()
    return tuple((one.key, words_of(one)) for one in coming(doing.at_post, today=timezone.localdate()))


def words_of(one: Coming) -> str:
    """What is to come, in words with masked names."""
    told = {
        "old": one.goes.masked_name if one.goes else "",
        "new": one.comes.masked_name if one.comes else "",
        "day": dates.day(one.day),
    }
    if one.goes and one.comes:
        return gettext("%(day)s起，%(old)s 交给 %(new)s") % told
    if one.goes:
        return gettext("%(day)s起，%(old)s 不再担任") % told
    return (gettext("%(day)s起，%(new)s 代岗") if one.turn else gettext("%(day)s起，%(new)s 担任")) % told


WILLING = Field("willing", _("本人愿意担任"), kind="flag", help=_("邻居担任的岗位，要本人愿意。"))
WHAT = Field("what", _("哪一个？"), kind="choice", choices=arrangements, most=120)
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
    day = doing.day("on") if doing.answers["on"] else timezone.localdate()
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


def call_off(doing: Doing) -> None:
    """What was to come does not."""
    one = coming_posts.call_off(doing.at_post, str(doing.answers["what"]), today=timezone.localdate())
    successor = one.comes if one.goes else None
    doing.says |= {"account": one.goes or one.comes, "successor": successor, "on": one.day}


def _lasting(doing: Doing) -> TenureQuerySet:
    return Tenure.objects.filter(street=doing.street, post=doing.post).lasting(timezone.localdate())


def _standing(doing: Doing) -> object:
    """Who holds the post, from when until when, and what its notice says."""
    held = Tenure.objects.filter(street=doing.street, post=doing.post)
    post = Post.objects.get(street=doing.street, pk=doing.at_post.pk)
    spans = set(held.exclude(until=F("since")).values_list("account_id", "since", "until", "turn"))
    return spans, post.service_phone, post.shows_name


def _away(doing: Doing) -> object:
    """Who of the post is away when, in the street."""
    held = Tenure.objects.filter(street=doing.street, post=doing.post).values("account_id")
    leave = Leave.objects.filter(street=doing.street, account__in=held)
    return set(leave.exclude(until=F("since")).values_list("account_id", "since", "until"))


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
        Deed("appoint", _("任命"), Form((WHO, ON)), appoint, _("从那天起担任这个岗位。"), _standing),
        Deed("stand_in", _("加代岗人"), Form((WHO, ON)), stand_in, _("前面的人都不在时，由代岗人办理。"), _standing),
        Deed(
            "hand_over",
            _("交接"),
            Form((HOLDER, WHO, ON)),
            hand_over,
            _("选谁交出，写谁接手。从那天起，交出的人看不到这里的事。"),
            _standing,
        ),
        Deed("relieve", _("免去"), Form((HOLDER, ON)), relieve, _("从那天起不再担任。"), _standing),
        Deed(
            "leave",
            _("登记请假"),
            Form((HOLDER, ON, UNTIL)),
            leave,
            _("请假期间不在岗，由代岗人办理。不问原因。"),
            _away,
        ),
        Deed("back", _("销假"), Form((HOLDER,)), back, _("从今天起又在岗，还没到的假也取消。"), _away),
        Deed(
            "call_off", _("撤回安排"), Form((WHAT,)), call_off, _("还没到日子的安排，撤回以后就像没有办过。"), _standing
        ),
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
            _standing,
        ),
    )
}


def deeds_at(post: Post) -> dict[str, Deed]:
    """What can be arranged at a post: as its role has it."""
    left_out = set() if post.rules.stand_in else {"stand_in"}
    left_out |= set() if post.role in grid_notices.SHOWN else {"announce"}
    return {verb: _asked(deed, post.rules) for verb, deed in DEEDS.items() if verb not in left_out}


def usual(manning: Manning) -> str:
    """The deed that is likeliest now: whom to put where nobody is, a hand-over where one alone holds the post."""
    held = any(one.turn == 0 for one in manning.tenures)
    if held and manning.vacant and manning.post.rules.stand_in:
        return "stand_in"
    return "hand_over" if held and manning.post.rules.one_holder else "appoint"


def offered(manning: Manning) -> dict[str, Deed]:
    """The deeds at a post that have somebody to be about today."""
    post, today = manning.post, timezone.localdate()
    lasting = Tenure.objects.filter(street=post.street, post=post).lasting(today)
    left_out = set()
    if not lasting.exists():
        left_out |= {"stand_in", "relieve", "leave"}
    if not away_at(post):
        left_out |= {"back"}
    if not lasting.filter(turn=0).exists():
        left_out |= {"hand_over"}
    if post.rules.one_holder and lasting.filter(turn=0, until=None).exists():
        left_out |= {"appoint"}
    if not coming(post, today=today):
        left_out |= {"call_off"}
    return {verb: deed for verb, deed in deeds_at(post).items() if verb not in left_out}


def found_deed(role: Role) -> Deed:
    """The form that founds a post of this role."""
    who = replace(WHO, required=False)
    asks = Form((who, replace(ON, required=False, help=_("不填就是今天。"), known=None)))
    return _asked(Deed("found_post", _("设岗位"), asks, found, _("可以先不写人，以后再任命。")), role)


def _asked(deed: Deed, role: Role) -> Deed:
    """With the question whether they want to, where neighbours hold the post."""
    if not role.willing or deed.verb not in {"appoint", "stand_in", "hand_over", "found_post"}:
        return deed
    willing = replace(WILLING, required=deed.verb != "found_post")
    return replace(deed, asks=Form((*deed.asks.fields, willing)))
