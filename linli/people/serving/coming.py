"""What is arranged at a post for a day to come (还没到的安排): listed, and called off as if it had never been arranged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Arrangement, Post, Tenure
from linli.people.serving.last_one import somebody_stays
from linli.people.serving.tenures import must_be_free

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from linli.people.models import Account


@dataclass(frozen=True, slots=True)
class Coming:
    """On that day ``goes`` holds the post no longer, or ``comes`` takes it up, or both: a hand-over."""

    day: date
    goes: Account | None = None
    comes: Account | None = None
    turn: int = 0

    @property
    def key(self) -> str:
        """What names it in a form."""
        return "/".join([self.day.isoformat(), *(str(one.pk) if one else "" for one in (self.goes, self.comes))])


def coming(post: Post, *, today: date) -> list[Coming]:
    """What comes after today, the next first."""
    rows = list(
        Tenure.objects.filter(street=post.street, post=post).lasting(today).select_related("account").order_by("id")
    )
    starts = [row for row in rows if row.since > today]
    begins = {(row.since, row.account_id) for row in starts}
    # Whoever goes on the day on which they come stays, with another turn.
    ends = [row for row in rows if row.until and (row.until, row.account_id) not in begins]
    return sorted(_paired(post, starts, ends), key=lambda one: (one.day, one.key))


def _paired(post: Post, starts: list[Tenure], ends: list[Tenure]) -> Iterator[Coming]:
    arranged = Arrangement.objects.filter(street=post.street, post=post, verb="hand_over")
    handed = set(arranged.values_list("on", "account_id", "successor_id"))
    left = list(ends)
    for start in starts:
        pair = next((end for end in left if _is_one(post, end, start, handed)), None)
        if pair:
            left.remove(pair)
        yield Coming(start.since, pair.account if pair else None, start.account, start.turn)
    for end in left:
        if end.until:
            yield Coming(end.until, end.account, None, end.turn)


def _is_one(post: Post, end: Tenure, start: Tenure, handed: AbstractSet[tuple[object, object, object]]) -> bool:
    """Whether an end and a beginning are one hand-over."""
    if end.until != start.since or end.turn or start.turn:
        return False
    return post.rules.one_holder or (start.since, end.account_id, start.account_id) in handed


@transaction.atomic
def call_off(post: Post, key: str, *, today: date) -> Coming:
    """Take back what was to come: who was to go stays, who was to come does not.

    Refused (``gone``) where that is no longer to come, (``held_later``, ``last_one``) where it cannot be.
    """
    Post.objects.select_for_update().get(street=post.street, pk=post.pk)
    found = next((one for one in coming(post, today=today) if one.key == key), None)
    if found is None:
        raise Refused("gone", _("这个安排已经没有了。"), advice=_("请返回看看现在怎么安排的。"))
    with somebody_stays(post.street, without=found.comes or found.goes):  # type: ignore[arg-type] # one of them is there
        for account in (found.comes, found.goes):
            if account is not None:
                _back_as_it_was(post, account, found.day)
    return found


def _back_as_it_was(post: Post, account: Account, day: date) -> None:
    own = Tenure.objects.filter(street=post.street, post=post, account=account)
    own.filter(since=day).update(until=F("since"))
    ended = own.filter(until=day, since__lt=day).first()
    if ended is None:
        return
    if ended.turn == 0 and post.rules.one_holder:
        must_be_free(post, day, for_=account)
    open_turns = Tenure.objects.filter(street=post.street, post=post, until=None)
    if ended.turn and open_turns.filter(turn=ended.turn).exists():  # somebody else stands in at that turn meanwhile
        ended.turn = (open_turns.aggregate(last=Max("turn"))["last"] or 0) + 1
    ended.until = None
    ended.save(update_fields=["until", "turn"])
