"""No street is left without a system administrator: whatever is arranged, somebody acts there today and on every day after.

What is vacant already may be arranged all the same: only what makes it so is refused.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.people.models import Leave, Post, Tenure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from linli.people.models import Account

ROLE = "system"


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody, from a day on, and from ``until`` on no longer; None: for good."""

    who: object
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Cover:
    """Who of open accounts holds a post or stands in, and who is away."""

    held: Sequence[Span]
    away: Sequence[Span]

    def acts(self, day: date) -> bool:
        """Whether somebody is there that day."""
        gone = {span.who for span in self.away if span.holds(day)}
        return any(span.holds(day) and span.who not in gone for span in self.held)

    def turns(self, today: date) -> set[date]:
        """The days, today or later, on which somebody comes or goes."""
        days = {day for span in (*self.held, *self.away) for day in (span.since, span.until) if day}
        return {today, *(day for day in days if day > today)}


def first_left_alone(before: Cover, after: Cover, *, today: date) -> date | None:
    """The first day from today on that has nobody now and had somebody before; None where there is none."""
    days = before.turns(today) | after.turns(today)
    return next((day for day in sorted(days) if before.acts(day) and not after.acts(day)), None)


@contextmanager
def somebody_stays(street: str, *, without: Account) -> Iterator[None]:
    """Arrange something about an account; Refused (``last_one``) where that leaves the street without administrator."""
    today = timezone.localdate()
    with transaction.atomic():
        # The lock comes first: of two who leave at once the second finds that the first has left.
        post = Post.objects.select_for_update().filter(street=street, role=ROLE).first()
        before = _cover(post, today) if post else None
        yield
        if post is None or before is None or all(span.who != without.pk for span in before.held):
            return
        day = first_left_alone(before, _cover(post, today), today=today)
        if day is not None:
            raise Refused(
                "last_one",
                _("最后一位系统管理员不能离岗：从 %(day)s 起就没有人管账号和岗位了。") % {"day": day},
                advice=_("请先任命下一位，或者加一位代岗人。"),
            )


def _cover(post: Post, today: date) -> Cover:
    held = Tenure.objects.filter(street=post.street, post=post, account__is_active=True).lasting(today)
    spans = [Span(*row) for row in held.values_list("account_id", "since", "until")]
    leave = Leave.objects.filter(street=post.street, account__in={span.who for span in spans}, until__gt=today)
    return Cover(spans, [Span(*row) for row in leave.values_list("account_id", "since", "until")])
