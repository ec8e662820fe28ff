"""The gateway of the demo: what would be sent is kept and shown on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from linli.edges.models import KeptMessage
from linli.edges.sms import TEXTS, Message, Outcome, Report, Standing

if TYPE_CHECKING:
    from datetime import datetime

KEPT_DAYS = 1


class Outbox:
    """Keeps each message once."""

    def sends(self, template: str) -> bool:
        """Whatever it is given."""
        return bool(template)

    def send(self, message: Message) -> Outcome:
        """Keep it."""
        kept = KeptMessage(key=message.key, phone=message.phone, text=_text(message), at=timezone.now())
        KeptMessage.objects.bulk_create([kept], ignore_conflicts=True)
        return Outcome.SENT

    def ask(self, *, phone: str, key: str, sent: datetime) -> Report:
        """What is kept has arrived."""
        del phone, sent
        return Report(Standing.ARRIVED if KeptMessage.objects.filter(key=key).exists() else Standing.ABSENT)


def _text(message: Message) -> str:
    if message.template in TEXTS:
        return TEXTS[message.template].format(**message.values)
    values = " ".join(f"{name}={value}" for name, value in message.values.items())
    return f"{message.template} {values}".strip()


def forget_before(moment: datetime) -> int:
    """Delete what is older; how many."""
    return KeptMessage.objects.filter(at__lt=moment).delete()[0]


def forget_phone(phone: str) -> None:
    """Delete what was kept for a number: read one by one, since the number is encrypted; a day's messages at most."""
    for message in KeptMessage.objects.all():
        if message.phone == phone:
            message.delete()
