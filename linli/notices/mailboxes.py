"""One account's inbox: what is in it, how much of it was not seen, and how its owner wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from linli.notices import by_hand
from linli.notices.models import Mailbox, Notice
from linli.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet


def opened(account: UUID, *, street: str) -> Mailbox:
    """The account's mailbox, made where it is missing, locked and knowing the street. Inside a transaction alone."""
    Mailbox.objects.get_or_create(account_id=account)
    box = Mailbox.objects.select_for_update().get(account=account)
    if street not in box.street_codes:
        box.streets = " ".join([*box.street_codes, street])
        box.save(update_fields=["streets"])
    return box


def notices(account: UUID, streets: Iterable[str]) -> QuerySet[Notice]:
    """What stands in the inbox, newest first: what a later event made old is no longer shown unless it was opened."""
    mine = Notice.objects.filter(street__in=list(streets), account=account)
    return mine.exclude(over__isnull=False, seen__isnull=True).order_by("-made", "-id")


def unseen(account: UUID, streets: Iterable[str]) -> QuerySet[Notice]:
    """What was not opened and still holds."""
    return Notice.objects.filter(street__in=list(streets), account=account, seen__isnull=True, over__isnull=True)


def recount(box: Mailbox) -> int:
    """Write down how much was not seen, where every page reads it without asking. With the mailbox locked."""
    number = unseen(box.account_id, box.street_codes).count()
    Account.objects.filter(pk=box.account_id).exclude(unread=number).update(unread=number)
    return number


@transaction.atomic
def see(account: UUID, *, now: datetime, street: str = "", stream: UUID | None = None) -> int:
    """Take everything as seen, or what belongs to one record; how much was not seen then."""
    box = Mailbox.objects.select_for_update().filter(account=account).first()
    if box is None:
        return 0
    rows = unseen(account, [street] if street else box.street_codes)
    _see(rows.filter(stream=stream) if stream else rows, now)
    return recount(box)


@transaction.atomic
def see_by_receipt(*, street: str, stream: UUID, now: datetime) -> None:
    """Take as seen what whoever holds the receipt of a record was told: they opened it."""
    _see(Notice.objects.filter(street=street, stream=stream, account=None, seen__isnull=True, over__isnull=True), now)


def _see(rows: QuerySet[Notice], now: datetime) -> None:
    keys = list(rows.values_list("street", "pk"))
    if keys:
        rows.update(seen=now)
        by_hand.spare(keys)


@transaction.atomic
def choose(account: UUID, way: str) -> None:
    """Let the account be told in this way from now on."""
    Mailbox.objects.update_or_create(account_id=account, defaults={"way": way})
