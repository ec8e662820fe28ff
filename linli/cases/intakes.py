"""Two tables: what a desk confirmed and how far it came in, and the marks by which a row never comes in twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.kit.crypto import EncryptedText, keyed_hash, keyed_hashes
from linli.ledger.tenant import Tenant
from linli.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

INTAKE = "intake"
"""The fact that says from which table a case came in."""
FOUND = "cases.TakenIn.found"
"""The purpose of the keyed hash."""
AT_ONCE = 5000


class Intake(Tenant):
    """A table that was confirmed; its key is that of the upload. ``reached`` of its ``total`` rows were looked at.

    ``taken`` of them were opened, ``over`` taken down as past, ``known`` had come in before, ``failed`` were refused.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    matter = models.CharField(max_length=40)
    place = models.CharField(max_length=15)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()
    reached = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    ended = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        """Those that run are found at once."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reached__lte=F("total")), name="intake_reaches_its_total"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "at"], condition=Q(ended__isnull=True), name="intake_running"),
            models.Index(fields=["street", "place", "at"], name="intake_of_a_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.reached}/{self.total} of {self.matter}"


class TakenIn(Tenant):
    """A row that came in: ``found`` is the keyed hash of the digest of what it said, ``stream`` the case that it became.

    It outlives the words of the case: who had them erased is not brought back by the same file.
    """

    intake = models.UUIDField()
    found = models.CharField(max_length=64)
    sealed = EncryptedText()
    stream = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["street", "found"], name="row_comes_in_once")]
        indexes: ClassVar = [models.Index(fields=["street", "at"], name="taken_in_by_time")]

    def __str__(self) -> str:
        return f"row of {self.intake}"


def mark(key: str) -> str:
    """What stands in ``found`` for the key of a row."""
    return keyed_hash(FOUND, key)


def taken_before(street: str, keys: Iterable[str]) -> set[str]:
    """Those of the ``keys`` that came in before. One statement for every few thousand."""
    marks = {hashed: key for key in keys for hashed in keyed_hashes(FOUND, key)}
    asked, found = list(marks), set()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        found |= set(TakenIn.objects.filter(street=street, found__in=some).values_list("found", flat=True))
    return {marks[each] for each in found}


def forget_old(now: datetime) -> int:
    """Delete what is older than words are kept, street by street; how many went."""
    before = now - timedelta(days=settings.LINLI_KEEP_DAYS)
    streets = TakenIn.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(TakenIn.objects.filter(street=street, at__lt=before).delete()[0] for street in list(streets))
