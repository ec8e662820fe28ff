"""Leave (请假), membership of organisations, and what an administrator arranged: rows around posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q

from linli.ledger.tenant import Tenant
from linli.people.accounts import Account

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

VERBS = (
    "make_account",
    "close_account",
    "reopen_account",
    "reset_factors",
    "reset_password",
    "give_office",
    "appoint",
    "relieve",
    "stand_in",
    "hand_over",
    "leave",
    "back",
    "found",
    "join",
    "part",
    "dissolve",
    "build_up",
    "found_post",
    "announce",
    "call_off",
    "resign",
)

REASONS = ("", "lost", "changed", "broken", "taken", "forgot", "none")
"""Why second factors or a password were reset: lost, a new phone, broken, known to somebody else, forgotten, never had."""


class SpanQuerySet(models.QuerySet[Any]):
    """Rows with ``since`` and ``until``."""

    def on(self, day: date) -> SpanQuerySet:
        """Return those in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class Leave(Tenant):
    """An account is away from all its posts in a street from ``since`` on and is back on ``until``."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField()

    if TYPE_CHECKING:
        account_id: UUID

    objects = SpanQuerySet.as_manager()

    class Meta:
        """Nothing about why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="leave_ends_after_it_begins"),
            models.UniqueConstraint(fields=["street", "account", "since"], name="leave_once_per_beginning"),
        ]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"leave {self.pk}"


class Membership(Tenant):
    """An account belongs to an organisation from a day until a day: nothing else about the person."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    if TYPE_CHECKING:
        organisation_id: UUID
        account_id: UUID

    objects = SpanQuerySet.as_manager()

    class Meta:
        """Once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "organisation", "account"],
                condition=Q(until__isnull=True),
                name="membership_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "account"], name="membership_by_account")]

    def __str__(self) -> str:
        """Name it by its id."""
        return f"membership {self.pk}"


class Arrangement(Tenant):
    """What an administrator arranged, once per form: written and never changed.

    ``by`` is the pseudonymous id of whoever did it, ``token`` the form's; ``number`` what was open at a hand-over, or
    how many rows of buildings (build_up) in the community ``place`` were made or changed.
    """

    verb = models.CharField(max_length=16, choices=[(verb, verb) for verb in VERBS])
    by = models.UUIDField()
    at = models.DateTimeField()
    token = models.CharField(max_length=32)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    successor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    on = models.DateField(null=True)
    until = models.DateField(null=True)
    number = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=8, blank=True, default="", choices=[(reason, reason) for reason in REASONS])
    place = models.CharField(max_length=12, blank=True, default="")

    if TYPE_CHECKING:
        post_id: UUID | None
        account_id: UUID | None
        organisation_id: UUID | None

    class Meta:
        """Each form once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "token"], name="arrangement_once_per_form"),
            models.CheckConstraint(condition=Q(verb__in=VERBS), name="arrangement_verb_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "at"], name="arrangement_by_time")]

    def __str__(self) -> str:
        """Name it by what was done."""
        return f"{self.verb} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once; a second time is an error."""
        if not self._state.adding:
            message = "what was arranged is never changed"
            raise TypeError(message)
        super().save(*args, **kwargs)
