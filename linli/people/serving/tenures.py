"""Taking up a post, standing in, being away, handing over: the only writers of tenures and leave.

Stand-ins (AB角) have a ``turn``: whoever has the lowest turn among those present acts. The holder has turn 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Account, Leave, Post, Tenure

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def appoint(account: Account, *, to: Post, since: date, turn: int = 0) -> Tenure:
    """Give the account a post from a day on; one that it holds already stays as it is. A stand-in may become holder.

    Refused (``held_already``) where the role has one holder and another one holds the post then or later.
    """
    _remember_street(account, to.street)
    if turn == 0 and to.rules.one_holder:
        _must_be_free(to, since, for_=account)
    tenure, made = Tenure.objects.get_or_create(
        street=to.street, post=to, account=account, until=None, defaults={"role": to.role, "since": since, "turn": turn}
    )
    if not made and tenure.turn > turn:
        # From that day on with the other turn; what was before stays written.
        Tenure.objects.filter(pk=tenure.pk, street=to.street).update(until=max(since, tenure.since))
        tenure = Tenure.objects.create(street=to.street, role=to.role, post=to, account=account, since=since, turn=turn)
    return tenure


@transaction.atomic
def stand_in(account: Account, *, at: Post, since: date) -> Tenure:
    """Let the account act at a post on days when nobody before it is present; after those who stand in already.

    Refused (``no_stand_in``) where the role has none.
    """
    if not at.rules.stand_in:
        raise Refused("no_stand_in", _("这个岗位不设代岗。"), advice=_("本人不在时，请另行任命。"))
    Post.objects.select_for_update().get(street=at.street, pk=at.pk)
    last = Tenure.objects.filter(street=at.street, post=at, until=None).aggregate(last=Max("turn"))["last"] or 0
    return appoint(account, to=at, since=since, turn=last + 1)


def relieve(account: Account, *, of: Post, on: date) -> None:
    """End the account's tenure: from that day on it holds the post no longer. Held not, changed not."""
    held = Tenure.objects.filter(street=of.street, post=of, account=account, until=None)
    held.filter(since__lte=on).update(until=on)
    for ahead in held.filter(since__gt=on):  # it never began
        Tenure.objects.filter(street=of.street, pk=ahead.pk).update(until=ahead.since)


@transaction.atomic
def hand_over(post: Post, *, old: Account, new: Account, on: date) -> None:
    """From the day on ``new`` holds the post and ``old`` does not, without a day between.

    Refused (``not_the_holder``) where ``old`` does not hold it then, (``same_person``) where both are one.
    """
    if old.pk == new.pk:
        raise Refused("same_person", _("交出和接手的是同一个人。"))
    Post.objects.select_for_update().get(street=post.street, pk=post.pk)
    holds = Tenure.objects.filter(street=post.street, post=post, account=old, turn=0).on(on)
    if not holds.exists():
        if Tenure.objects.filter(street=post.street, post=post, account=new, turn=0, since=on).exists():
            return  # done before
        raise Refused("not_the_holder", _("交出的人那天不担任这个岗位。"), advice=_("请检查日期和人。"))
    relieve(old, of=post, on=on)
    appoint(new, to=post, since=on)


@transaction.atomic
def go_on_leave(account: Account, *, street: str, since: date, until: date) -> Leave:
    """Be away from all posts in a street from ``since`` on, back on ``until``. Refused (``leave_unclear``, ``leave_twice``)."""
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
        with transaction.atomic():
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


def _must_be_free(post: Post, since: date, *, for_: Account) -> None:
    # The lock comes first: two appointments at once must not both find the post free.
    Post.objects.select_for_update().get(street=post.street, pk=post.pk)
    others = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gt=since), street=post.street, post=post, turn=0)
    if others.exclude(account=for_).exclude(until__lte=F("since")).exists():
        raise Refused(
            "held_already",
            _("这个岗位只由一个人担任，那天已经有人。"),
            advice=_("换人请办交接；没有人担任以后才能任命。"),
        )


def _remember_street(account: Account, street: str) -> None:
    # The lock comes first: two appointments at once must not lose a street from the list.
    held = Account.objects.select_for_update().get(pk=account.pk)
    if street not in held.street_codes:
        held.streets = " ".join([*held.street_codes, street])
        held.save(update_fields=["streets"])
    account.streets = held.streets
