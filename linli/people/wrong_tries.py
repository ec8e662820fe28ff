"""Wrong passwords, codes and factors of the last day: counted before anybody looks whether to stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from linli.kit.crypto import keyed_hash, keyed_hashes
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

PURPOSE = "people.wrong_try"
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class WrongTry(models.Model):
    """Somebody tried and was wrong: of which account, or from which network, as a keyed hash alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    about = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Counted by whom it is about."""

        indexes: ClassVar = [models.Index(fields=["about", "at"], name="wrong_try_by_whom")]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"wrong try {self.pk}"


def of_account(account: UUID) -> str:
    """Whom a try is about: an account."""
    return f"account:{account.hex}"


def of_factor(account: UUID) -> str:
    """The same for a second factor of the account, which has a limit of its own."""
    return f"factor:{account.hex}"


def of_network(network: str) -> str:
    """Whom a try is about: whoever sits in a network."""
    return f"network:{network}"


def add(about: str, *, now: datetime) -> WrongTry:
    """Write a try down."""
    return WrongTry.objects.create(about=keyed_hash(PURPOSE, about), at=now)


def since(about: str, begin: datetime) -> int:
    """How many there were from ``begin`` on."""
    return WrongTry.objects.filter(about__in=keyed_hashes(PURPOSE, about), at__gt=begin).count()


def forget_old(now: datetime) -> int:
    """Delete those of more than a day ago; how many."""
    return WrongTry.objects.filter(at__lt=now - KEPT).delete()[0]
