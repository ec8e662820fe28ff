"""The base of every row that belongs to one street, so that streets can live on different machines."""

from __future__ import annotations

from django.db import models

from linli.kit.ids import uuid7

STREET_DIGITS = 9


class Tenant(models.Model):
    """A row of one street: a key made by the application, and the 9-digit code of the street.

    Every unique constraint and index of a tenant model begins with ``street``; a foreign key has
    ``db_index=False`` and an index of its own; there is no automatic many-to-many and no counter column.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    street = models.CharField(max_length=STREET_DIGITS)

    class Meta:
        """No table of its own."""

        abstract = True
