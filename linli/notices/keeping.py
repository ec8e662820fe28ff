"""How long notices are kept, what a person reads of them in their data, and how they go when a person goes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.notices import inbox, mailboxes, ways
from linli.notices.models import Delivery, Mailbox, Notice
from linli.people.models import Account
from linli.people.rights.data import Item
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from linli.people.person import Person
    from linli.people.rights.erasing import Reason

BATCH = 500


def forget_old(now: datetime) -> int:
    """Delete notices that were kept long enough, with what left the house of them; how many."""
    before = now - timedelta(days=settings.LINLI_KEEP_NOTICES_DAYS)
    old = list(Notice.objects.filter(made__lt=before).values_list("street", "pk", "account")[:BATCH])
    digests = Delivery.objects.filter(made__lt=before, notice=None).delete()[0]
    if old:
        with transaction.atomic():
            _delete([(street, key) for street, key, _account in old])
            _recount({account for _street, _key, account in old if account})
    return len(old) + digests


def waits(_account: Account, _now: datetime) -> list[Reason]:
    """Nobody has to wait for a notice."""
    return []


@transaction.atomic
def forget_account(account: Account, _now: datetime) -> None:
    """Delete everything that an account was told, and how it wanted to be told."""
    box = Mailbox.objects.select_for_update().filter(account=account).first()
    if box is None:
        return
    Delivery.objects.filter(street__in=box.street_codes, account=account).delete()
    Notice.objects.filter(street__in=box.street_codes, account=account).delete()
    box.delete()
    Account.objects.filter(pk=account.pk).update(unread=0)
    account.unread = 0


def forget_record(street: str, stream: UUID) -> None:
    """Delete what whoever holds a record's receipt was told, when its words are erased: nobody can be told any more."""
    theirs = Notice.objects.filter(street=street, stream=stream, account=None)
    _delete([(street, key) for key in theirs.values_list("pk", flat=True)])


def items(account: Account, _person: Person) -> Iterator[Item]:
    """The chapter of "my data": how the person wants to be told, and what they were told beside their posts."""
    box = Mailbox.objects.filter(account=account).first()
    if box is None:
        return
    if box.way:
        yield Item(_("怎么告诉我"), lines=(str(ways.OF_ACCOUNT[ways.Way(box.way)]),))
    theirs = Notice.objects.filter(street__in=box.street_codes, account=account, by_post=False)
    for notice in theirs.order_by("made", "id"):
        told = inbox.row(notice)
        seen = ((_("看过"), dates.day(notice.seen)),) if notice.seen else ()
        yield Item(
            f"{told['kind']} {told['label']}", ((_("通知"), str(told["what"])), *seen), (dates.day(notice.made),)
        )


def _delete(found: list[tuple[str, UUID]]) -> None:
    streets, keys = {street for street, _key in found}, [key for _street, key in found]
    Delivery.objects.filter(street__in=streets, notice__in=keys).delete()
    Notice.objects.filter(street__in=streets, pk__in=keys).delete()


def _recount(accounts: set[UUID]) -> None:
    for box in Mailbox.objects.select_for_update().filter(account__in=accounts).order_by("account"):
        mailboxes.recount(box)
