"""Deeds about organisations: found, let somebody speak for one, members, dissolve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.moves.parting import dissolve as end
from linli.flows.answers import Incomplete
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.office.deeds import ON, WHO, Deed, Doing
from linli.office.finding import account_called
from linli.people.models import Account, Membership, Post
from linli.people.serving import organisations
from linli.people.serving.opening import liaison_of
from linli.places.models import Region
from linli.places.naming import communities_of

if TYPE_CHECKING:
    from linli.kit.words import Words

KINDS: tuple[tuple[str, Words], ...] = (
    ("party_branch", _("党支部")),
    ("resident_unit", _("驻区单位")),
    ("volunteer_team", _("志愿服务队")),
    ("property_company", _("物业公司")),
    ("owners_committee", _("业主委员会")),
    ("public_agency", _("公共机构")),
    ("partner", _("合作单位")),
)


def places(doing: Any) -> tuple[tuple[str, Words], ...]:
    """The street and its communities."""
    return ((doing.street, _("全街道")), *communities_of(doing.street)) if isinstance(doing, Doing) else ()


def members(doing: Any) -> tuple[tuple[str, Words], ...]:
    """Who belongs to the organisation: key and masked name."""
    if not isinstance(doing, Doing):
        return ()
    rows = Membership.objects.filter(street=doing.street, organisation=doing.organisation, until=None)
    return tuple((str(one.account_id), one.account.masked_name) for one in rows.select_related("account"))


def desks(doing: Any) -> tuple[tuple[str, Words], ...]:
    """The posts that may answer for cases from now on."""
    if not isinstance(doing, Doing):
        return ()
    found = Post.objects.filter(street=doing.street, role__in=("desk", "street")).order_by("role", "title")
    return tuple((str(post.pk), post.title) for post in found)


def found(doing: Doing) -> None:
    """Take an organisation down, with the seat of those who speak for it."""
    answers = doing.answers
    try:
        with transaction.atomic():
            organisation = organisations.found(**{name: str(answers[name]) for name in ("kind", "name", "place")})
    except IntegrityError:
        raise Refused("taken", _("这里已经有同名的单位。")) from None
    liaison_of(organisation, place=Region.objects.by_code(str(answers["place"])))
    doing.says["organisation"] = organisation


def join(doing: Doing) -> None:
    """Somebody belongs to it from a day on."""
    account, day = account_called(str(doing.answers["who"])), doing.day("on")
    _must_be_active(doing)
    organisations.join(account, organisation=doing.of, street=doing.street, since=day)
    doing.says |= {"account": account, "on": day}


def part(doing: Doing) -> None:
    """Somebody leaves it on a day."""
    account, day = Account.objects.get(pk=str(doing.answers["member"])), doing.day("on")
    organisations.part(account, organisation=doing.of, street=doing.street, on=day)
    doing.says |= {"account": account, "on": day}


def dissolve(doing: Doing) -> None:
    """It is no more from a day on, today at the latest: what it took on is given back, a post answers for the rest."""
    day = doing.day("on")
    if day > timezone.localdate():
        raise Incomplete({"on": _("日子还没到，请到那天再办。")})
    _must_be_active(doing)
    post = Post.objects.get(street=doing.street, pk=str(doing.answers["post"]))
    moved = end(doing.of, to=post, on=day, by=doing.by, at=doing.at)
    doing.says |= {"post": post, "on": day, "number": moved}


def _members(doing: Doing) -> object:
    rows = Membership.objects.filter(street=doing.street, organisation=doing.organisation)
    return set(rows.values_list("account_id", "since", "until"))


def _must_be_active(doing: Doing) -> None:
    if not doing.of.active:
        raise Refused("dissolved", _("这个单位已经撤销。"))


FOUND = Deed(
    "found",
    _("登记单位"),
    Form(
        (
            Field("kind", _("哪一类？"), kind="choice", choices=KINDS),
            Field("name", _("单位名称"), private=True, most=100),
            Field("place", _("在哪里活动？"), kind="choice", choices=places, most=12),
        )
    ),
    found,
    _("登记后就有一个联络员岗位，再任命联络员。"),
)
MEMBER = Field("member", _("哪一位？"), kind="choice", choices=members, most=40)
TO = Field("post", _("它负责的事交给哪个岗位？"), kind="choice", choices=desks, most=40)
DEEDS = {
    deed.verb: deed
    for deed in (
        Deed("join", _("加成员"), Form((WHO, ON)), join, _("只记从哪天到哪天，别的都不记。"), _members),
        Deed("part", _("成员退出"), Form((MEMBER, ON)), part, sees=_members),
        Deed(
            "dissolve",
            _("撤销单位"),
            Form((TO, ON)),
            dissolve,
            _("它认领的事退回，联络员离岗，名字留在办过的事里。不能恢复。"),
        ),
    )
}
