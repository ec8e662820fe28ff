"""Consents of accounts: one row from giving to taking back, never changed otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from linli.kit.ids import uuid7
from linli.people.accounts import Account
from linli.people.purposes import Channel, Purpose

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Consent(models.Model):
    """A reference row: to which wording of which purpose an account agreed, when and how, and when it took it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    wording = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Channel])
    given = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        """One live consent per account and purpose."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "purpose"], condition=Q(withdrawn__isnull=True), name="consent_one_live_per_purpose"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True) | Q(withdrawn__gte=F("given")),
                name="consent_given_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        """Name purpose and account by their codes."""
        return f"{self.purpose} of {self.account_id}"


def give(*, account: UUID, purpose: Purpose, at: datetime, channel: Channel = Channel.WEB) -> None:
    """Let the account agree; where it already does, to these very words, nothing changes."""
    if not (purpose.on_account and purpose.is_agreed):
        message = f"no account is asked to agree to {purpose.code}"
        raise ValueError(message)
    try:
        with transaction.atomic():
            live = _live(account).filter(purpose=purpose.code).select_for_update().first()
            if live is not None and live.wording == purpose.wording:
                return
            _live(account).filter(purpose=purpose.code).update(withdrawn=at)
            Consent.objects.create(
                account_id=account, purpose=purpose.code, wording=purpose.wording, channel=channel, given=at
            )
    except IntegrityError:  # sent twice at once: the other one has done it
        if not holds(account=account, purpose=purpose):
            raise


def withdraw(*, account: UUID, purpose: Purpose, at: datetime) -> None:
    """Take the consent back; where there is none, nothing changes."""
    _live(account).filter(purpose=purpose.code).update(withdrawn=at)


def holds(*, account: UUID, purpose: Purpose) -> bool:
    """Whether the account agrees to the purpose as it is worded now."""
    return _live(account).filter(purpose=purpose.code, wording=purpose.wording).exists()


def live(account: UUID) -> dict[str, Consent]:
    """What the account agrees to now, by the code of the purpose."""
    return {each.purpose: each for each in _live(account)}


def _live(account: UUID) -> models.QuerySet[Consent]:
    return Consent.objects.filter(account=account, withdrawn__isnull=True)
