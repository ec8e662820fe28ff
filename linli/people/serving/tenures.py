"""Taking up a post, standing in, being away, handing over: with `linli.people.serving.coming` the only writers of tenures and leave.

Stand-ins (AB角) have a ``turn``: whoever has the lowest turn among those present acts. The holder has turn 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Account, Leave, Post, Tenure
from linli.people.serving.last_one import ROLE, somebody_stays

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def appoint(account: Account, *, to: Post, since: date) -> Tenure:
    """Give the account a post from a day on, for good; one that holds it from then already stays as it is.

    One that was to take it up later does so from this day, one that was to leave it stays, a stand-in becomes holder.
    Refused (``held_already``, ``held_later``) where the role has one holder and another one holds it then or later.
    """
    _remember_street(account, to.street)
    if to.rules.one_holder:
        must_be_free(to, since, for_=account)
    own = Tenure.objects.filter(street=to.street, post=to, account=account).lasting(since)
    held = own.filter(turn=0).order_by("since").first()
    if held is None:
        # From that day on with the other turn; what was before stays written.
        own.filter(since__lte=since).update(until=since)
        own.filter(since__gt=since).update(until=F("since"))
        return Tenure.objects.create(street=to.street, role=to.role, post=to, account=account, since=since)
    held.since, held.until = min(held.since, since), None
    held.save(update_fields=["since", "until"])
    return held


@transaction.atomic
def stand_in(account: Account, *, at: Post, since: date) -> Tenure:
    """Let the account act at a post on days when nobody before it is present; after those who stand in already.

    Refused (``no_stand_in``) where the role has none, (``holds_it``) for its holder, (``stands_in_already``).
    """
    if not at.rules.stand_in:
        raise Refused("no_stand_in", _("这个岗位不设代岗。"), advice=_("本人不在时，请另行任命。"))
    Post.objects.select_for_update().get(street=at.street, pk=at.pk)
    _remember_street(account, at.street)
    own = Tenure.objects.filter(street=at.street, post=at, account=account).lasting(since).first()
    if own is not None and own.turn == 0:
        raise Refused("holds_it", _("本人就担任这个岗位，不能给自己代岗。"), advice=_("请写另一个人。"))
    if own is not None and own.since <= since:
        raise Refused("stands_in_already", _("这个人已经是代岗人。"))
    if own is not None:
        own.since = since
        own.save(update_fields=["since"])
        return own
    last = Tenure.objects.filter(street=at.street, post=at, until=None).aggregate(last=Max("turn"))["last"] or 0
    return Tenure.objects.create(street=at.street, role=at.role, post=at, account=account, since=since, turn=last + 1)


def relieve(account: Account, *, of: Post, on: date) -> None:
    """End the account's tenure: from that day on it holds the post no longer. Held not, changed not.

    Refused (``last_one``) where the street would be left without a system administrator.
    """
    if of.role != ROLE:
        _end(account, of, on)
        return
    with somebody_stays(of.street, without=account):
        _end(account, of, on)


@transaction.atomic
def hand_over(post: Post, *, old: Account, new: Account, on: date) -> None:
    """From the day on ``new`` holds the post and ``old`` does not, without a day between.

    Refused (``not_the_holder``) where ``old`` does not hold it then, (``same_person``) where both are one, and as
    `appoint` and `relieve` are.
    """
    if old.pk == new.pk:
        raise Refused("same_person", _("交出和接手的是同一个人。"))
    Post.objects.select_for_update().get(street=post.street, pk=post.pk)
    holds = Tenure.objects.filter(street=post.street, post=post, account=old, turn=0).on(on)
    if not holds.exists():
        if Tenure.objects.filter(street=post.street, post=post, account=new, turn=0, since=on).exists():
            return  # done before
        raise Refused("not_the_holder", _("交出的人那天不担任这个岗位。"), advice=_("请检查日期和人。"))
    if post.role != ROLE:
        _hand_over(post, old, new, on)
        return
    with somebody_stays(post.street, without=old):
        _hand_over(post, old, new, on)


@transaction.atomic
def go_on_leave(account: Account, *, street: str, since: date, until: date) -> Leave:
    """Be away from all posts in a street from ``since`` on, back on ``until``.

    Refused (``leave_unclear``, ``leave_twice``), and (``last_one``) where nobody would be system administrator meanwhile.
    """
    if until <= since:
        raise Refused("leave_unclear", _("销假的日子要在请假之后。"))
    _remember_street(account, street)
    same: Leave | None = Leave.objects.filter(street=street, account=account, since=since, until=until).first()
    if same:
        return same
    crossing = Leave.objects.filter(Q(since__lt=until, until__gt=since), street=street, account=account)
    if crossing.exists():
        raise Refused("leave_twice", _("这几天已经请过假了。"), advice=_("请先销假，再重新请。"))
    try:
        with somebody_stays(street, without=account):
            leave = Leave(street=street, account=account, since=since, until=until)
            leave.save(force_insert=True)
            return leave
    except IntegrityError:
        raise Refused("leave_twice", _("这几天已经请过假了。"), advice=_("请先销假，再重新请。")) from None


@transaction.atomic
def come_back(account: Account, *, street: str, on: date) -> None:
    """End the leave of that day and take back what was to come."""
    Leave.objects.filter(street=street, account=account, since__gte=on).delete()
    Leave.objects.filter(street=street, account=account, since__lt=on, until__gt=on).update(until=on)


@transaction.atomic
def end_leave(account: Account, *, street: str, since: date, on: date) -> None:
    """End the one leave that began ``since``, on a day; one that was to come is taken back. None there, none changed."""
    leave = Leave.objects.filter(street=street, account=account, since=since, until__gt=on)
    leave.filter(since__gte=on).delete()
    leave.update(until=on)


def must_be_free(post: Post, since: date, *, for_: Account) -> None:
    """Refused (``held_already``, ``held_later``) where somebody else holds the post then or later."""
    # The lock comes first: two appointments at once must not both find the post free.
    Post.objects.select_for_update().get(street=post.street, pk=post.pk)
    others = Tenure.objects.filter(street=post.street, post=post, turn=0).lasting(since).exclude(account=for_)
    next_one = others.order_by("since").first()
    if next_one is None:
        return
    if next_one.since > since:
        raise Refused(
            "held_later",
            _("已经定了从 %(day)s 起由别人担任。") % {"day": next_one.since},
            advice=_("请先撤回那个安排。"),
        )
    raise Refused(
        "held_already",
        _("这个岗位只由一个人担任，那天已经有人。"),
        advice=_("换人请办交接；没有人担任以后才能任命。"),
    )


@transaction.atomic
def _end(account: Account, of: Post, on: date) -> None:
    held = Tenure.objects.filter(street=of.street, post=of, account=account).lasting(on)
    held.filter(since__lte=on).update(until=on)
    held.filter(since__gt=on).update(until=F("since"))  # it never began


def _hand_over(post: Post, old: Account, new: Account, on: date) -> None:
    _end(old, post, on)
    appoint(new, to=post, since=on)


def _remember_street(account: Account, street: str) -> None:
    # The lock comes first: two appointments at once must not lose a street from the list.
    held = Account.objects.select_for_update().get(pk=account.pk)
    if street not in held.street_codes:
        held.streets = " ".join([*held.street_codes, street])
        held.save(update_fields=["streets"])
    account.streets = held.streets
