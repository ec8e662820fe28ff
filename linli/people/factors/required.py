"""Who must have a second factor: people who serve, where the installation asks it (``LINLI_STAFF_TOTP``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings

from linli.people.factors import held, proof
from linli.people.models import Account, Tenure
from linli.people.person import person_of
from linli.people.roles import TABLE

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from linli.people.person import Person

STAFF = frozenset(role.code for role in TABLE if role.staff)
"""Roles of the office's own people."""


def of(person: Person) -> bool:
    """Whether this person must have one."""
    return settings.LINLI_STAFF_TOTP and any(seat.role in STAFF for seat in person.seats)


def lacks(request: HttpRequest) -> bool:
    """Whether this session may go nowhere yet: one is required, and none was given in it."""
    return of(person_of(request)) and not proof.has_passed(request)


def without(day: date) -> int:
    """How many accounts hold a post with such a role on a day and have no factor."""
    serving = Tenure.objects.on(day).filter(post__role__in=STAFF).values("account_id")
    found = Authenticator.objects.filter(type__in=(held.APP, held.PASSKEY)).values("user_id")
    return Account.objects.filter(pk__in=serving, is_active=True).exclude(pk__in=found).count()
