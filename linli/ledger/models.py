"""The ledger's tables: what was done, the words beside it, receipts, daily roots, and what must follow.

Events, texts, receipts and roots are evidence: written once, every column bound by a hash.
Effects are working state: a row goes when its work is done.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from linli.kit.crypto import EncryptedText
from linli.ledger.tallies import Mark, Reader, Tally, Uncounted
from linli.ledger.tenant import Tenant

__all__ = ["HASH", "Effect", "Event", "Mark", "Reader", "Receipt", "Root", "Tally", "Text", "Uncounted"]

HASH = 64


class Event(Tenant):
    """One thing that was done to one handled record (its *stream*). Append-only.

    ``at`` is when it happened, ``recorded`` when it was written; ``facts`` is canonical JSON text without
    any personal words; ``by`` is a pseudonymous id (see ``linli.ledger.actors``); ``previous`` and ``hash`` are hex.
    """

    stream = models.UUIDField()
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=64)
    by = models.UUIDField()
    at = models.DateTimeField()
    recorded = models.DateTimeField()
    facts = models.TextField()
    previous = models.CharField(max_length=HASH, blank=True)
    hash = models.CharField(max_length=HASH)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "stream", "number"], name="event_once_per_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="event_numbers_from_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "recorded"], name="event_by_street_and_day")]

    def __str__(self) -> str:
        return f"{self.street}/{self.stream}/{self.number} {self.verb}"


class Text(Tenant):
    """Words of a person that belong to an event: encrypted, readable by one audience, erasable.

    ``sealed`` holds the salt and the words; the event's facts hold their commitment. ``found`` is the keyed hash of
    words that may be asked for again (a phone number, an ID number), '' for all others.
    """

    stream = models.UUIDField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="texts")
    field = models.CharField(max_length=64)
    audience = models.CharField(max_length=64)
    sealed = EncryptedText()
    found = models.CharField(max_length=HASH, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "stream", "event", "field"], name="text_once_per_field"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "found"], condition=~models.Q(found=""), name="text_by_what_it_says"),
        ]

    def __str__(self) -> str:
        return f"{self.field} for {self.audience}"


class Receipt(Tenant):
    """What a person without an account holds in hand: a random code that opens one stream."""

    stream = models.UUIDField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="receipts")
    lookup = models.CharField(max_length=HASH)
    code = EncryptedText()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "lookup"], name="receipt_code_once"),
            models.UniqueConstraint(fields=["street", "stream"], name="receipt_once_per_stream"),
        ]

    def __str__(self) -> str:
        return f"receipt of {self.stream}"


class Root(Tenant):
    """A street's signed summary of one day, which contains the root of the day before.

    ``document`` is canonical JSON text; ``hash`` its digest; ``signature`` (hex, Ed25519) is over the hash by ``key``.
    """

    number = models.PositiveIntegerField()
    day = models.DateField()
    document = models.TextField()
    hash = models.CharField(max_length=HASH)
    key = models.CharField(max_length=32)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "number"], name="root_once_per_number"),
            models.UniqueConstraint(fields=["street", "day"], name="root_once_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.day}"


class Effect(Tenant):
    """The outbox: one reaction that must still follow one event. Deleted in the transaction that does it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="effects")
    reaction = models.CharField(max_length=128)
    due = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "event", "reaction"], name="effect_once_per_event"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "due"], name="effect_by_street_and_due")]

    def __str__(self) -> str:
        return f"{self.reaction} of {self.event_id}"
