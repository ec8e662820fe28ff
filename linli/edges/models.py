"""The outbox: messages that were kept instead of being sent."""

from __future__ import annotations

from django.db import models

from linli.kit.crypto import EncryptedText
from linli.kit.ids import uuid7


class KeptMessage(models.Model):
    """A message of the demo, encrypted: to which number, what it says, when. A reference row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=64, unique=True)
    phone = EncryptedText()
    text = EncryptedText()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Name it by its id."""
        return f"message {self.pk}"
