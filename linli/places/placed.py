"""What lies in one community: the base of estates, yards, buildings, units and what covers them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kit.agreeing import Agrees
from linli.ledger.tenant import Tenant
from linli.places.regions import COMMUNITY_DIGITS, digits

HERE = ("street", "place")


class Placed(Tenant):
    """A row of one community; ``place`` is the community's 12-digit code."""

    place = models.CharField(max_length=COMMUNITY_DIGITS)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def community_code(self) -> str:
        """The 12-digit code of the community it lies in."""
        return self.place


def lies_in_its_street(name: str) -> list[models.CheckConstraint]:
    """Make the rules for ``place``: a community's code, in the row's own street."""
    return [
        models.CheckConstraint(condition=digits("place", COMMUNITY_DIGITS), name=f"{name}_lies_in_a_community"),
        models.CheckConstraint(condition=Q(place__startswith=F("street")), name=f"{name}_lies_in_its_street"),
    ]


def named(name: str) -> models.CheckConstraint:
    """Make the rule that the row has a name."""
    return models.CheckConstraint(condition=~Q(name=""), name=f"{name}_has_a_name")


def pointed_at(name: str, *further: str) -> models.UniqueConstraint:
    """Make what `in_the_same_community` of another row leans on."""
    return models.UniqueConstraint(fields=[*HERE, *further, "id"], name=f"{name}_in_its_community")


def in_the_same_community(name: str, to: str, *further: str) -> Agrees:
    """Make the rule that the row behind ``to`` lies in the same community (and agrees in what is named further)."""
    return Agrees(to=to, fields=(*HERE, *further), name=f"{name}_lies_where_its_{to}_lies")
