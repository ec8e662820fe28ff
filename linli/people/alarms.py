"""Alarms for whoever keeps a street's system safe: that something happened too often, never how good somebody is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.crypto import EncryptedText
from linli.kit.ids import uuid7
from linli.ledger.tenant import Tenant
from linli.people.accounts import Account
from linli.people.looks import WHOLE, Look

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.kit.words import Words

MANY_LOOKS, WRONG_ACCOUNT, WRONG_NETWORK = "many_looks", "wrong_account", "wrong_network"
KINDS: dict[str, Words] = {
    MANY_LOOKS: _("短时间内多次查看完整信息"),
    WRONG_ACCOUNT: _("同一个账号多次登录不成"),
    WRONG_NETWORK: _("从同一处网络多次登录不成"),
}


class Alarm(Tenant):
    """Something to look into: what, whose act (an account), how often by then, and what came of it.

    No account stands there where it is nobody's of this street: then ``about``, a hash, keeps one day's apart.
    """

    kind = models.CharField(max_length=24, choices=[(kind, kind) for kind in KINDS])
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    about = models.CharField(max_length=64, blank=True, default="")
    post = models.CharField(max_length=60, blank=True, default="")
    number = models.PositiveIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    words = EncryptedText(blank=True, default="")

    class Meta:
        """One a day for whom it is about and kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "kind", "about", "day"], name="alarm_once_a_day"),
            models.CheckConstraint(
                condition=Q(settled__isnull=True, settled_by__isnull=True)
                | Q(settled__isnull=False, settled_by__isnull=False),
                name="alarm_is_settled_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "settled", "at"], name="alarm_by_street")]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"alarm {self.pk}"


def raise_alarm(
    kind: str, *, street: str, number: int, now: datetime, account: UUID | None = None, about: str = "", post: str = ""
) -> None:
    """Raise it, once a day; a further one the same day only counts on while nobody has settled it.

    ``about`` is a hash of whom it is about where that is no account to be named.
    """
    day, about = timezone.localdate(now), about or (account.hex if account else "")
    alarm = Alarm(id=uuid7(), street=street, kind=kind, account_id=account, about=about, post=post, day=day, at=now)
    alarm.number = number
    Alarm.objects.bulk_create([alarm], ignore_conflicts=True)
    same = Alarm.objects.filter(street=street, kind=kind, about=about, day=day, settled__isnull=True)
    same.filter(number__lt=number).update(number=number)


def watch_looks(look: Look) -> None:
    """Raise an alarm where one person looked at the whole too often within an hour or a day (settings)."""
    mine = Look.objects.filter(street=look.street, viewer=look.viewer_id, kind=WHOLE)
    hour = mine.filter(at__gt=look.at - timedelta(hours=1)).count()
    today = mine.filter(day=look.day).count()
    if hour > settings.LINLI_LOOKS_AN_HOUR or today > settings.LINLI_LOOKS_A_DAY:
        raise_alarm(MANY_LOOKS, street=look.street, account=look.viewer_id, post=look.post, number=today, now=look.at)


def settle(alarm: Alarm, *, by: UUID, words: str, now: datetime) -> None:
    """Say what came of it; settled once, it stays."""
    found = Alarm.objects.filter(street=alarm.street, pk=alarm.pk, settled__isnull=True).first()
    if found is not None:
        found.settled, found.settled_by_id, found.words = now, by, words
        found.save(update_fields=["settled", "settled_by", "words"])


def forget_old(now: datetime) -> int:
    """Delete settled alarms that were kept as long as the looks, street by street; how many."""
    before = now - timedelta(days=settings.LINLI_KEEP_LOOKS_DAYS)
    streets = Alarm.objects.order_by("street").values_list("street", flat=True).distinct()
    return sum(Alarm.objects.filter(street=street, settled__lt=before).delete()[0] for street in streets)
