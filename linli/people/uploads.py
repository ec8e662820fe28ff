"""What somebody sent as a file and has not confirmed yet: encrypted, theirs alone, gone after a day.

What is kept is what was understood of it, without the columns that have no place; the file itself is kept nowhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import IntegrityError, models, transaction

from linli.kit.crypto import EncryptedText
from linli.ledger.tenant import Tenant
from linli.people.accounts import Account

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

KEPT = timedelta(days=1)


class Upload(Tenant):
    """A table that waits for its sender, one for each ``purpose``; ``done`` once it was confirmed.

    ``token`` is the mark of the form that it came with: the same form again finds the same row.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=32)
    token = models.CharField(max_length=32)
    content = EncryptedText()
    at = models.DateTimeField()
    done = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        """One at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "account", "purpose"], name="upload_one_at_a_time"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "at"], name="upload_by_time")]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"upload {self.pk}"


def keep(content: str, *, account: UUID, street: str, purpose: str, token: str, at: datetime) -> Upload:
    """Let ``content`` wait in the place of what waited before; a form that comes again gives what it gave."""
    mine = Upload.objects.filter(street=street, account=account, purpose=purpose)
    if (same := mine.filter(token=token).first()) is not None:
        return same
    try:
        with transaction.atomic():
            mine.delete()
            return Upload.objects.create(
                street=street, account_id=account, purpose=purpose, token=token, content=content, at=at
            )
    except IntegrityError:  # the same person at the same moment in another window
        return mine.get()


def waiting(key: UUID, *, account: UUID, street: str, purpose: str, now: datetime) -> Upload | None:
    """Return what this account sent, None for anybody else's and for what is too old."""
    mine = Upload.objects.filter(street=street, account=account, purpose=purpose, pk=key)
    return mine.filter(at__gt=now - KEPT).first()


def unconfirmed(*, account: UUID, street: str, purpose: str, now: datetime) -> Upload | None:
    """Return what this account sent and has not confirmed yet, None where there is nothing."""
    mine = Upload.objects.filter(street=street, account=account, purpose=purpose, done=None)
    return mine.filter(at__gt=now - KEPT).first()


def forget_old(now: datetime) -> int:
    """Delete what is older than a day, street by street; how many went."""
    streets = Upload.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(Upload.objects.filter(street=street, at__lte=now - KEPT).delete()[0] for street in streets)


def forget_of(account: Account) -> None:
    """Delete what an account sent."""
    Upload.objects.filter(street__in=account.street_codes, account=account).delete()
