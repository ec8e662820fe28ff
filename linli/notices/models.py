"""Notices, what leaves the house of them, and how people want to be told. Nothing here says what a matter is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kit.ids import uuid7
from linli.ledger.models import Event
from linli.ledger.tenant import Tenant
from linli.notices.ways import Way

if TYPE_CHECKING:
    from uuid import UUID


class Notice(Tenant):
    """That one person is told of one event: an account, or (``account`` None) whoever holds the record's receipt.

    ``stream`` and ``number`` are the event's; ``flow``, ``verb`` (without its noun) and ``role`` name the words.
    ``by_post``: told because of a post, not of their own matter. ``seen``: opened. ``over``: a later event made it old.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="+")
    stream = models.UUIDField()
    number = models.PositiveIntegerField()
    flow = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    by_post = models.BooleanField(default=False)
    at_once = models.BooleanField(default=False)
    made = models.DateTimeField()
    seen = models.DateTimeField(null=True)
    over = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        account_id: UUID | None
        event_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "event", "account"], name="notice_once_per_event_and_person"),
            models.UniqueConstraint(
                fields=["street", "event"], condition=Q(account__isnull=True), name="notice_once_per_event_and_receipt"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "account", "-made"], name="notice_by_account"),
            models.Index(fields=["street", "stream"], name="notice_by_stream"),
            models.Index(fields=["street", "made"], name="notice_by_making"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Delivery(Tenant):
    """One thing that has to reach somebody: a text message, a call, a visit. Its id is the key that the gateway gets.

    ``news`` tells the one notice, ``digest`` how many an account has not seen. ``owed``: somebody of the desk has to
    call or go there; ``told``: they did; ``unreached``: they tried and gave up. ``due``: when the worker looks at it
    next, None for never. ``tries``: how often it was given away, called or gone for. ``reason``: why it failed, ours or
    the gateway's code. ``sent``: when it was last tried. ``settled_by`` is the account that brought it to an end.
    """

    class Kind(models.TextChoices):
        """What it tells."""

        NEWS = "news"
        DIGEST = "digest"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"
        UNKNOWN = "unknown"
        FAILED = "failed"
        DROPPED = "dropped"
        OWED = "owed"
        TOLD = "told"
        UNREACHED = "unreached"

    kind = models.CharField(max_length=8, choices=Kind)
    way = models.CharField(max_length=8, choices=[(way.value, way.value) for way in (Way.SMS, Way.CALL, Way.VISIT)])
    state = models.CharField(max_length=12, choices=State)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, db_index=False, related_name="deliveries")
    stream = models.UUIDField(null=True)
    urgent = models.BooleanField(default=False)
    made = models.DateTimeField()
    due = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    settled = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    if TYPE_CHECKING:
        account_id: UUID | None
        notice_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "notice"], name="delivery_once_per_notice"),
            models.UniqueConstraint(
                fields=["street", "account"],
                condition=Q(kind="digest", state="waiting"),
                name="delivery_one_waiting_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state="owed") | Q(way__in=("call", "visit")), name="delivery_owed_by_hand_alone"
            ),
            models.CheckConstraint(
                condition=Q(kind="news", notice__isnull=False, stream__isnull=False)
                | Q(kind="digest", notice__isnull=True, stream__isnull=True, account__isnull=False),
                name="delivery_tells_a_notice_or_a_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "due"], condition=Q(due__isnull=False), name="delivery_due"),
            models.Index(fields=["street", "stream"], name="delivery_by_stream"),
            models.Index(fields=["street", "account"], name="delivery_by_account"),
            models.Index(
                fields=["street", "made"],
                condition=Q(state__in=("failed", "owed"), kind="news"),
                name="delivery_not_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} {self.state}"

    @property
    def key(self) -> str:
        """What the gateway knows it by: the same however often it is given away."""
        return self.pk.hex


class Mailbox(models.Model):
    """A reference row, one per account that was ever told something: in which streets, and how it wants to be told.

    ``way`` is '' where the account chose nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, blank=True, choices=[(way.value, way.value) for way in Way])
    streets = models.TextField(blank=True)

    if TYPE_CHECKING:
        account_id: UUID

    def __str__(self) -> str:
        return f"mailbox {self.pk}"

    @property
    def street_codes(self) -> list[str]:
        """The streets in which there is something to find."""
        return self.streets.split()
