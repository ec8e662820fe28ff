"""Whoever keeps a street safe hears when somebody keeps being wrong at the door.

What stands in an alarm is the account of somebody who serves in that street. A resident's account is named to nobody, and
where a network is only that it was one: its address stands in the log of the proxy in front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from linli.kit.crypto import keyed_hash
from linli.kit.throttle import network_of
from linli.people import wrong_tries
from linli.people.alarms import WRONG_ACCOUNT, WRONG_NETWORK, raise_alarm
from linli.people.models import Post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from linli.people.accounts import Account

ENOUGH = 500
"""So many wrong tries in an hour say all there is to say."""


def wrong_try(request: HttpRequest, accounts: Sequence[Account]) -> None:
    """Count a wrong password, code or factor: for whoever it was about, and for the network that it came from."""
    now = timezone.now()
    for account in accounts:
        about = wrong_tries.of_account(account.pk)
        if _counted(about, now) > settings.LINLI_WRONG_AN_HOUR:
            _about_account(account, about, now)
    about = wrong_tries.of_network(network_of(request))
    if _counted(about, now) > settings.LINLI_WRONG_OF_A_NETWORK:
        for street in _watched():
            raise_alarm(WRONG_NETWORK, street=street, about=_hashed(about), number=_today(about, now), now=now)


def _counted(about: str, now: datetime) -> int:
    """Count one more; how many there are in the hour. Of a flood no more is written down than tells what it is."""
    many = wrong_tries.since(about, now - wrong_tries.HOUR)
    if many >= ENOUGH:
        return many
    wrong_tries.add(about, now=now)
    return wrong_tries.since(about, now - wrong_tries.HOUR)


def _about_account(account: Account, about: str, now: datetime) -> None:
    number = _today(about, now)
    for street in account.street_codes:
        raise_alarm(WRONG_ACCOUNT, street=street, account=account.pk, number=number, now=now)
    if not account.street_codes:
        for street in _watched():
            raise_alarm(WRONG_ACCOUNT, street=street, about=_hashed(about), number=number, now=now)


def _watched() -> list[str]:
    """The streets that have somebody to hear it."""
    return list(Post.objects.filter(role="security").order_by("street").values_list("street", flat=True).distinct())


def _today(about: str, now: datetime) -> int:
    return wrong_tries.since(about, timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0))


def _hashed(about: str) -> str:
    return keyed_hash("people.alarm", about)
