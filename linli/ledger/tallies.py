"""What was counted: working state beside the ledger, made from it and made anew from it at any time."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from linli.ledger.tenant import Tenant

CODE = 15
NAME = 64
SPLIT = 120
FIRST = UUID(int=0)


class Uncounted(Tenant):
    """An event that no figure has counted yet: written with the event, deleted with what it added. Its key is the event's.

    ``due`` is put off where the stream could not be read.
    """

    stream = models.UUIDField()
    due = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["street", "due"], name="uncounted_by_street_and_due")]

    def __str__(self) -> str:
        return f"uncounted {self.id}"


class Reader(Tenant):
    """Where the counting of a street stands: by which ``vocabulary``, and, while it is counted anew, ``through`` which stream.

    ``through`` is None when all streams are in. Whoever counts in the street holds this row's lock.
    """

    vocabulary = models.CharField(max_length=NAME, blank=True, default="")
    through = models.UUIDField(null=True, default=FIRST)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["street"], name="reader_once_per_street")]

    def __str__(self) -> str:
        return f"reader of {self.street}"


class Counted(Tenant):
    """What is counted: a figure, in a place by the code of its time, on a day, split by its dimensions."""

    figure = models.CharField(max_length=NAME)
    day = models.DateField()
    place = models.CharField(max_length=CODE)
    split = models.CharField(max_length=SPLIT, blank=True)
    value = models.BigIntegerField()

    class Meta:
        abstract = True


KEY = ("street", "figure", "day", "place", "split")


class Mark(Counted):
    """What one event added to a figure. So a number opens its records, and no event counts twice."""

    stream = models.UUIDField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=[*KEY, "stream", "number"], name="mark_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value:+} by {self.stream}/{self.number}"


class Tally(Counted):
    """The sum of the marks of a day: what pages and reports add up."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=[*KEY], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.figure} {self.day} {self.place} {self.split}: {self.value}"
