"""Taking up a post and leaving it: the only writers of tenures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from linli.people.models import Account, Tenure

if TYPE_CHECKING:
    from datetime import date

    from linli.people.models import Post


@transaction.atomic
def appoint(account: Account, *, to: Post, since: date) -> Tenure:
    """Give the account a post from a day on; one that it holds already stays as it is."""
    # The lock comes first: two appointments at once must not lose a street from the list.
    held = Account.objects.select_for_update().get(pk=account.pk)
    if to.street not in held.street_codes:
        held.streets = " ".join([*held.street_codes, to.street])
        held.save(update_fields=["streets"])
    account.streets = held.streets
    tenure, _ = Tenure.objects.get_or_create(
        street=to.street, post=to, account=account, until=None, defaults={"since": since}
    )
    return tenure


def relieve(account: Account, *, of: Post, on: date) -> None:
    """End the account's tenure: from that day on it holds the post no longer. Held not, changed not."""
    Tenure.objects.filter(street=of.street, post=of, account=account, until=None).update(until=on)
