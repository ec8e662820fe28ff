"""Who acts at a post on a day: holders first, then stand-ins in their turn, nobody of them who is away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from linli.people.models import Leave, Post, Tenure, TenureQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID


def away(day: Any) -> Exists:
    """Condition on tenures: their account is on leave."""
    leave = Leave.objects.filter(street=OuterRef("street"), account=OuterRef("account"), since__lte=day, until__gt=day)
    return Exists(leave)


def acting(held: TenureQuerySet, day: Any) -> TenureQuerySet:
    """Those of the tenures (in force on the day) whose turn it is: present, with nobody present before them."""
    before = Tenure.objects.on(day).filter(
        ~away(day),
        street=OuterRef("street"),
        post=OuterRef("post"),
        turn__lt=OuterRef("turn"),
        account__is_active=True,
    )
    gone = Q(post__organisation__active=False)
    return held.filter(~away(day), Q(turn=0) | ~Exists(before)).exclude(gone)


def occupied(day: date) -> Exists:
    """Condition on posts: somebody acts there that day."""
    held = Tenure.objects.on(day).filter(street=OuterRef("street"), post=OuterRef("pk"), account__is_active=True)
    return Exists(acting(held, day))


@dataclass
class Manning:
    """A post on a day: its tenures in the order of their turn; who of them is away; who acts. ``vacant``: nobody."""

    post: Post
    tenures: list[Tenure] = field(default_factory=list)
    away: set[UUID] = field(default_factory=set)
    acting: list[Tenure] = field(default_factory=list)

    @property
    def vacant(self) -> bool:
        """Whether nobody acts that day."""
        return not self.acting


def manned(posts: Iterable[Post], *, street: str, day: date) -> list[Manning]:
    """Say of each post of a street who holds it and who acts on a day. Two statements, whatever the number."""
    found = {post.pk: Manning(post) for post in posts}
    held = Tenure.objects.on(day).filter(street=street, post__in=list(found)).select_related("account")
    missing = set(held.filter(away(day)).values_list("account_id", flat=True))
    for tenure in held.order_by("turn", "since", "id"):
        manning = found[tenure.post_id]
        manning.tenures.append(tenure)
        if tenure.account_id in missing:
            manning.away.add(tenure.account_id)
        elif tenure.account.is_active and (not manning.acting or manning.acting[0].turn == tenure.turn):
            manning.acting.append(tenure)
    return list(found.values())
