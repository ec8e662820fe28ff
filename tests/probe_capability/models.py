"""The probe's own tables: what a party consented to, and a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from linli.cases.models import Case, Participant
from linli.flows.records import Record
from linli.flows.rows import Row

if TYPE_CHECKING:
    from uuid import UUID

    from linli.flows.act import Act
    from linli.people.person import Person

CAPACITY = 2


class Consent(Row):
    """One party's consent, until it is taken back."""

    row_name = "consent"
    owner = "case_id"
    ledgered = ("case_id", "participant_id", "given", "taken_back")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, db_index=False, related_name="+")
    given = models.DateTimeField()
    taken_back = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Consent]] = models.Manager()

    if TYPE_CHECKING:
        participant_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "case", "participant"], condition=Q(taken_back__isnull=True), name="one_live_consent"
            )
        ]

    def __str__(self) -> str:
        return f"consent of {self.participant_id}"


class BookingQuerySet(models.QuerySet["Booking"]):
    """Reach."""

    def visible_to(self, person: Person) -> BookingQuerySet:
        """One's own, and at the desk those of the street."""
        streets = {seat.street for seat in person.seats if seat.role == "desk"}
        return self.filter(Q(account=person.account_id, account__isnull=False) | Q(street__in=streets))


class Booking(Record):
    """An hour in a hall for one person: a record with states that is no case. ``seat`` counts the capacity."""

    ledgered = ("flow", "state", "hall", "hour", "account_id", "seat", "until")

    hall = models.CharField(max_length=10)
    hour = models.CharField(max_length=2)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    seat = models.PositiveSmallIntegerField(null=True)
    until = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()

    if TYPE_CHECKING:
        account_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "hall", "hour", "seat"], condition=Q(seat__isnull=False), name="one_booking_per_seat"
            ),
            models.CheckConstraint(condition=Q(seat__isnull=True) | Q(seat__range=(1, CAPACITY)), name="seats"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.hour}"

    @property
    def url(self) -> str:
        """It has no page of its own."""
        return reverse("home")

    def roles(self, person: Person, wanted: frozenset[str]) -> frozenset[str]:
        """Whoever booked, and the desks of the street."""
        held = {"booker"} if person.account_id == self.account_id else set()
        if any(seat.role == "desk" and seat.street == self.street for seat in person.seats):
            held.add("keeper")
        return wanted & held

    def start_clock(self, act: Act, clock: str) -> None:
        """A booking is held for a quarter of an hour."""
        from tests.probe_capability.bookings import HELD_FOR

        self.until = act.at + HELD_FOR[clock]

    def stop_clock(self, act: Act) -> None:
        """Nothing runs out any more."""
        del act
        self.until = None
