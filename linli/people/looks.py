"""Who looked at whose data: one row per person, case and day for masked views, one for each view of the whole.

A look at the whole is written before anything is shown, and an event on a stream of its own says the same, so that it
cannot be taken back unseen. Rows name accounts and posts, never what was read.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.crypto import EncryptedText
from linli.kit.ids import uuid7
from linli.ledger import events
from linli.ledger.tenant import Tenant
from linli.people.accounts import Account

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from linli.kit.words import Words
    from linli.people.person import Seat

MASKED, WHOLE = "masked", "whole"
VERB = "look.whole"
REASONS: dict[str, Words] = {
    "call": _("打电话联系"),
    "visit": _("上门办理"),
    "verify": _("核对身份"),
    "print": _("打印电话单"),
    "caller": _("本人来电、来人询问"),
    "other": _("其他"),
}
BY_ITSELF = frozenset({"print", "caller"})
"""Reasons that a page gives by itself: nobody chooses them."""
REMEMBERED = 20_000

_seen_today: OrderedDict[tuple[UUID, UUID, date], None] = OrderedDict()


class Look(Tenant):
    """Somebody's look at a case's personal data. ``stream`` is the case; ``fields`` the names of what was shown whole."""

    stream = models.UUIDField()
    viewer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.CharField(max_length=60)
    role = models.CharField(max_length=16)
    kind = models.CharField(max_length=8, choices=[(MASKED, MASKED), (WHOLE, WHOLE)])
    fields = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=16, blank=True, default="")
    words = EncryptedText(blank=True, default="")
    day = models.DateField()
    at = models.DateTimeField()

    if TYPE_CHECKING:
        viewer_id: UUID

    class Meta:
        """Found by case and by viewer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "stream", "viewer", "day"], condition=Q(kind=MASKED), name="look_masked_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind=MASKED, reason="", fields="") | (Q(kind=WHOLE) & ~Q(reason="") & ~Q(fields="")),
                name="look_at_the_whole_has_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "stream", "at"], name="look_by_stream"),
            models.Index(fields=["street", "viewer", "at"], name="look_by_viewer"),
        ]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"look {self.pk}"

    @property
    def why(self) -> str:
        """The reason in words."""
        return " · ".join(part for part in (str(REASONS.get(self.reason, "")), self.words) if part)


def note_masked(*, street: str, stream: UUID, viewer: UUID, seat: Seat) -> None:
    """Note that ``viewer`` was shown the masked data of a case: once a day, at most one statement, none when repeated."""
    now = timezone.now()
    key = (stream, viewer, timezone.localdate(now))
    if key in _seen_today:
        return
    row = _row(street, stream, viewer, seat, now, kind=MASKED)
    Look.objects.bulk_create([row], ignore_conflicts=True)
    _seen_today[key] = None
    while len(_seen_today) > REMEMBERED:
        _seen_today.popitem(last=False)


@transaction.atomic
def note_whole(
    *, street: str, stream: UUID, viewer: UUID, seat: Seat, fields: tuple[str, ...], reason: str, words: str = ""
) -> Look:
    """Write down that ``viewer`` is about to be shown ``fields`` of a case whole; only then may they be shown."""
    now = timezone.now()
    look = _row(street, stream, viewer, seat, now, kind=WHOLE)
    look.fields, look.reason, look.words = " ".join(fields), reason, words
    look.save(force_insert=True)
    events.append(
        events.Entry(
            street=street,
            stream=look.id,
            head=events.Head(),
            verb=VERB,
            by=viewer,
            at=now,
            recorded=now,
            facts=facts_of(look),
        )
    )
    return look


def facts_of(look: Look) -> dict[str, str]:
    """What the event says of a look."""
    return {
        "case": str(look.stream),
        "post": look.post,
        "role": look.role,
        "fields": look.fields,
        "reason": look.reason,
    }


def of_streams(streams: list[tuple[str, UUID]], *, most: int = 500) -> list[Look]:
    """The looks at these cases (street, key), newest first; one query."""
    if not streams:
        return []
    looks = Look.objects.filter(
        street__in={street for street, _key in streams}, stream__in=[key for _s, key in streams]
    )
    return list(looks.select_related("viewer").order_by("-at")[:most])


def forget_words(street: str, stream: UUID) -> None:
    """Let go what was written as a reason: it may speak of the person."""
    Look.objects.filter(street=street, stream=stream).exclude(words="").update(words="")


def forget_old(now: datetime) -> int:
    """Delete looks that were kept long enough, street by street; how many."""
    before = kept_since(now)
    streets = Look.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(Look.objects.filter(street=street, at__lt=before).delete()[0] for street in streets)


def kept_since(now: datetime) -> datetime:
    """The moment before which looks need not be there any more."""
    return now - timedelta(days=settings.LINLI_KEEP_LOOKS_DAYS)


def _row(street: str, stream: UUID, viewer: UUID, seat: Seat, now: datetime, *, kind: str) -> Look:
    return Look(
        id=uuid7(),
        street=street,
        stream=stream,
        viewer_id=viewer,
        post=seat.title[:60],
        role=seat.role,
        kind=kind,
        day=timezone.localdate(now),
        at=now,
    )
