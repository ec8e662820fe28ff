"""The gateway of the demo: what would be sent is kept and shown on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from linli.edges.models import KeptMessage
from linli.edges.sms import Message, Outcome

if TYPE_CHECKING:
    from datetime import datetime

KEPT_DAYS = 1


class Outbox:
    """Keeps each message once."""

    def send(self, message: Message) -> Outcome:
        """Keep it."""
        text = " ".join(f"{name}={value}" for name, value in message.values.items())
        KeptMessage.objects.bulk_create(
            [
                KeptMessage(
                    key=message.key, phone=message.phone, text=f"{message.template} {text}".strip(), at=timezone.now()
                )
            ],
            ignore_conflicts=True,
        )
        return Outcome.SENT


def forget_before(moment: datetime) -> int:
    """Delete what is older; how many."""
    return KeptMessage.objects.filter(at__lt=moment).delete()[0]


def forget_phone(phone: str) -> None:
    """Delete what was kept for a number: read one by one, since the number is encrypted; a day's messages at most."""
    for message in KeptMessage.objects.all():
        if message.phone == phone:
            message.delete()
