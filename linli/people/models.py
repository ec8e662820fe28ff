"""Accounts, organisations, posts, and who holds a post from when until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kit.agreeing import Agrees
from linli.kit.ids import uuid7
from linli.ledger.tenant import Tenant
from linli.people.absences import Arrangement, Leave, Membership
from linli.people.accounts import Account, AccountManager
from linli.people.alarms import Alarm
from linli.people.codes import OneTimeCode
from linli.people.consents import Consent
from linli.people.erasures import Erasure
from linli.people.looks import Look
from linli.people.posts import Post
from linli.people.roles import ONE_HOLDER, ROLES
from linli.people.uploads import Upload
from linli.people.wrong_tries import WrongTry

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

__all__ = [
    "Account",
    "AccountManager",
    "Alarm",
    "Arrangement",
    "Consent",
    "Erasure",
    "Leave",
    "Look",
    "Membership",
    "OneTimeCode",
    "OpenSession",
    "Organisation",
    "Post",
    "Tenure",
    "Upload",
    "WrongTry",
]

SESSION_KINDS = ("phone", "computer")
ORGANISATION_KINDS = (
    "party_branch",
    "resident_unit",
    "volunteer_team",
    "property_company",
    "owners_committee",
    "public_agency",
    "district_department",
    "partner",
)


class Organisation(models.Model):
    """An organisation that can act: claim, be given work, hold posts through its liaisons.

    ``place`` is the code of the region in which it works: a district, a street or a community.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24, choices=[(kind, kind) for kind in ORGANISATION_KINDS])
    name = models.CharField(max_length=100)
    place = models.CharField(max_length=12)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "name"], name="organisation_once_per_place"),
            models.CheckConstraint(condition=Q(kind__in=ORGANISATION_KINDS), name="organisation_kind_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(place=""), name="organisation_is_named_and_placed"),
        ]

    def __str__(self) -> str:
        return self.name


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Who holds what."""

    def on(self, day: date) -> TenureQuerySet:
        """Return the tenures in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)

    def lasting(self, day: date) -> TenureQuerySet:
        """Return those in force on a day or later; one that was taken back before it began is none."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day) & Q(until__gt=F("since")))


class Tenure(Tenant):
    """An account holds a post from ``since`` on, and from ``until`` on no longer. Made by `linli.people.serving.tenures`.

    ``turn`` 0 is the holder's; a stand-in (AB角) acts on days when nobody with a lower one is present. ``role`` is the
    post's own, so that the database can hold a role with one holder to one.
    """

    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES])
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        post_id: UUID
        account_id: UUID

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "post", "account"], condition=Q(until__isnull=True), name="tenure_open_once"
            ),
            models.UniqueConstraint(
                fields=["street", "post", "turn"],
                condition=Q(until__isnull=True, turn__gt=0),
                name="tenure_one_stand_in_per_turn",
            ),
            models.UniqueConstraint(
                fields=["street", "post"],
                condition=Q(role__in=list(ONE_HOLDER), until__isnull=True, turn=0),
                name="tenure_one_holder_at_a_time",
            ),
            Agrees(to="post", fields=["street", "role"], name="tenure_has_the_role_of_its_post"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="tenure_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "account"], name="tenure_by_account"),
            models.Index(fields=["street", "post"], name="tenure_by_post"),
        ]

    def __str__(self) -> str:
        return f"tenure {self.pk}"


class OpenSession(models.Model):
    """A browser in which an account is signed in: on which day it began, on a phone or a computer, and nothing else.

    ``session`` is what the table of sessions holds in the place of its key. Made and ended by `linli.people.signing_in.open_sessions`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=40, unique=True)
    began = models.DateField()
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in SESSION_KINDS])

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=SESSION_KINDS), name="open_session_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"open session {self.pk}"
