"""The tables of papers: numbers given, what was printed, and the Word templates that offices put in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kit.crypto import EncryptedText
from linli.ledger.tenant import Tenant

NAME, LABEL, HASH, CHECK = 40, 60, 64, 8


class Series(Tenant):
    """The numbers of one paper in one street and year: how they are written and which was the last one given.

    ``set_by`` and ``set_at`` say who set the pattern, None where it is the shipped one or that of the year before.
    """

    paper = models.CharField(max_length=NAME)
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=LABEL)
    last = models.PositiveIntegerField(default=0)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "paper", "year"], name="series_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.paper} {self.year}: {self.last}"


class Template(Tenant):
    """A version of a street's own Word template of one paper; never changed once it is in force.

    ``content`` is the file in base64, '' for "back to the shipped one". ``since`` is None while it is only tried out;
    ``token`` is the form's with which it came.
    """

    paper = models.CharField(max_length=NAME)
    version = models.PositiveIntegerField()
    content = EncryptedText(blank=True, default="")
    digest = models.CharField(max_length=HASH, blank=True, default="")
    by = models.UUIDField()
    at = models.DateTimeField()
    token = models.CharField(max_length=32, default="")
    since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "paper", "version"], name="paper_template_version_once"),
            models.UniqueConstraint(
                fields=["street", "token"], condition=~Q(token=""), name="paper_template_once_per_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.paper}/{self.version}"


class Printed(Tenant):
    """A numbered paper that was issued for a record (``stream``), and how often it was printed.

    ``sealed`` holds what it says, '' once that was erased; ``hash`` binds it and is also in the record's event number
    ``event``; ``code`` is the check code that stands on the paper. ``place`` is the code of the office that issued it.
    """

    stream = models.UUIDField()
    noun = models.CharField(max_length=40)
    paper = models.CharField(max_length=NAME)
    version = models.PositiveSmallIntegerField()
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.CharField(max_length=15)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=LABEL)
    by = models.UUIDField()
    at = models.DateTimeField()
    event = models.PositiveIntegerField()
    hash = models.CharField(max_length=HASH)
    code = models.CharField(max_length=CHECK)
    sealed = EncryptedText(blank=True, default="")
    copies = models.PositiveSmallIntegerField(default=1)
    last_by = models.UUIDField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "paper", "year", "number"], name="printed_number_once"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="printed_at_least_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "stream", "paper"], name="printed_by_stream"),
            models.Index(fields=["street", "code"], name="printed_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.label}"
