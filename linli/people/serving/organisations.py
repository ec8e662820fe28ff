"""Organisations as actors: who belongs to one, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from linli.people.models import Account, Membership, Organisation, Tenure

if TYPE_CHECKING:
    from datetime import date


def found(*, kind: str, name: str, place: str) -> Organisation:
    """Take an organisation down that works in the region with the code ``place``; IntegrityError where its name is taken there."""
    return Organisation.objects.create(kind=kind, name=name, place=place)


@transaction.atomic
def join(account: Account, *, organisation: Organisation, street: str, since: date) -> Membership:
    """Let the account belong to an organisation from a day on; one that does already stays as it is."""
    membership, _made = Membership.objects.get_or_create(
        street=street, organisation=organisation, account=account, until=None, defaults={"since": since}
    )
    return membership


def part(account: Account, *, organisation: Organisation, street: str, on: date) -> None:
    """End the membership on a day. Belongs not, changed not."""
    Membership.objects.filter(
        street=street, organisation=organisation, account=account, until=None, since__lte=on
    ).update(until=on)


@transaction.atomic
def close(organisation: Organisation, *, on: date) -> None:
    """End all posts and memberships of an organisation; its name stays in what was done."""
    Organisation.objects.filter(pk=organisation.pk).update(active=False)
    organisation.active = False
    for model, of in ((Tenure, "post__organisation"), (Membership, "organisation")):
        running = model._default_manager.filter(**{of: organisation.pk}, until=None)
        running.filter(since__lte=on).update(until=on)
        running.filter(since__gt=on).update(until=F("since"))
