"""The one table of this floor: forms that were already sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from linli.ledger.tenant import Tenant


class Submission(Tenant):
    """A form's token that was used, and the stream that it made or changed. Kept 72 hours, then swept."""

    token = models.CharField(max_length=64)
    stream = models.UUIDField()
    used = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["street", "token"], name="submission_once_per_token")]
        indexes: ClassVar = [models.Index(fields=["street", "used"], name="submission_by_street_and_use")]

    def __str__(self) -> str:
        return f"form sent to {self.stream}"
