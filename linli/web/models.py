"""A sign of life of the worker."""

from __future__ import annotations

from django.db import models

from linli.kit.ids import uuid7


class Heartbeat(models.Model):
    """When a worker last went round. A reference row, one per name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
