"""That somebody asked to be erased: one row, from the wish to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from linli.kit.ids import uuid7
from linli.people.accounts import Account

if TYPE_CHECKING:
    from uuid import UUID


class Erasure(models.Model):
    """A reference row: the account that asked, when, and when it was done or taken back. It names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    done = models.DateTimeField(null=True)
    taken_back = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        """One at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(taken_back__isnull=True), name="erasure_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(done__isnull=True) | Q(taken_back__isnull=True), name="erasure_done_or_taken_back"
            ),
        ]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"erasure {self.pk}"
