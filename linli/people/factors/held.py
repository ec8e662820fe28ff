"""Which second factors an account has, and their end. Recovery codes alone are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction

from linli.people.accounts import Account

if TYPE_CHECKING:
    from django.db.models import QuerySet

APP: str = Authenticator.Type.TOTP.value
PASSKEY: str = Authenticator.Type.WEBAUTHN.value
CODES: str = Authenticator.Type.RECOVERY_CODES.value


def of(account: Account) -> QuerySet[Authenticator]:
    """What is asked at sign-in: the app and the passkeys, oldest first."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account.pk, type__in=(APP, PASSKEY))
    return found.order_by("created_at", "pk")


def any_of(account: Account) -> bool:
    """Whether there is one."""
    return of(account).exists()


@transaction.atomic
def remove(account: Account, key: int) -> bool:
    """Take one off; with the last one the recovery codes go too. False for one that is not the account's."""
    Account.objects.select_for_update().get(pk=account.pk)
    gone = bool(of(account).filter(pk=key).delete()[0])
    if not any_of(account):
        Authenticator.objects.filter(user_id=account.pk).delete()
    return gone


def reset(account: Account) -> int:
    """Take everything off; how many factors there were."""
    number = of(account).count()
    Authenticator.objects.filter(user_id=account.pk).delete()
    return number
