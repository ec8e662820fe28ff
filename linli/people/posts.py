"""Posts: a role in one place, whether or not somebody holds it today. What may stand where is held by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from linli.kit.agreeing import Agrees
from linli.kit.crypto import EncryptedText
from linli.ledger.tenant import STREET_DIGITS, Tenant
from linli.people import roles
from linli.places.models import COMMUNITY_DIGITS, STATS, Block, Building, Estate, Grid, Region, Unit, Yard, digits

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models.constraints import BaseConstraint

POINTERS = tuple(kind for kind in roles.KINDS if kind not in {roles.STREET, roles.COMMUNITY})
WHOLE_STREET = (roles.STREET, roles.BLOCK)
"""Kinds that lie in no single community: their post's ``place`` is the street's code."""


BEFORE_LENGTH = 320
"""Room for twenty codes of grids, each with a blank: as many mergers as are followed."""


def in_force() -> Exists:
    """Condition on posts: the code of the community or street around them was not revoked."""
    return Exists(Region.objects.in_force().filter(scheme=STATS, code=OuterRef("place")))


def _stands_on(kind: str) -> Q:
    """The post points to a place of this kind and to no other, and names the community or street around it."""
    condition = Q(kind=kind, **{f"{pointer}__isnull": pointer != kind for pointer in POINTERS})
    if kind in WHOLE_STREET:
        return condition & Q(digits("place", STREET_DIGITS))
    in_community = Q(digits("place", COMMUNITY_DIGITS))
    if kind == roles.ORGANISATION:
        in_community |= Q(digits("place", STREET_DIGITS))
    return condition & in_community


def _rules() -> list[BaseConstraint]:
    """One place, of a kind on which the role may stand, around which lies what the post says."""
    every = [Q(role=role.code, kind__in=list(role.on)) for role in roles.TABLE]
    once = Q(role__in=list(roles.ONE_POST))
    within = [pointer for pointer in POINTERS if pointer not in {roles.ORGANISATION, roles.BLOCK}]
    return [
        models.CheckConstraint(condition=Q(*every, _connector="OR"), name="post_stands_where_its_role_may"),
        models.CheckConstraint(
            condition=Q(*[_stands_on(kind) for kind in roles.KINDS], _connector="OR"), name="post_stands_in_one_place"
        ),
        models.CheckConstraint(condition=Q(place__startswith=F("street")), name="post_lies_in_its_street"),
        models.CheckConstraint(condition=~Q(title=""), name="post_has_a_title"),
        *(Agrees(to=to, fields=["street", "place"], name=f"post_lies_where_its_{to}_lies") for to in within),
        Agrees(to=roles.BLOCK, fields=["street"], name="post_lies_where_its_block_lies"),
        models.UniqueConstraint(
            fields=["street", "place", "role"],
            condition=once & Q(kind__in=[roles.STREET, roles.COMMUNITY]),
            name="post_once_per_region",
        ),
        *(
            models.UniqueConstraint(fields=["street", to, "role"], condition=once, name=f"post_once_per_{to}")
            for to in POINTERS
            if to != roles.ORGANISATION
        ),
        models.UniqueConstraint(fields=["street", "role", "id"], name="post_by_its_role"),
    ]


class Post(Tenant):
    """A seat: a role on a street, community, grid, block, estate, yard, building, unit or organisation.

    ``kind`` says on which; of the pointers the one of that name is set, none for a street or community. ``place`` is
    the code of the community around it, for a street, a block and most organisations the street's. ``before`` are the
    codes of places that were merged into its own, with blanks between: what was there is the post's now.
    ``service_phone`` and ``shows_name`` are what the office lets the public notice of a grid say.
    """

    role = models.CharField(max_length=16, choices=[(role, role) for role in roles.ROLES])
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in roles.KINDS])
    place = models.CharField(max_length=COMMUNITY_DIGITS)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    estate = models.ForeignKey(
        Estate, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    yard = models.ForeignKey(Yard, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    title = models.CharField(max_length=60)
    before = models.CharField(max_length=BEFORE_LENGTH, blank=True, default="")
    service_phone = EncryptedText(blank=True, default="")
    shows_name = models.BooleanField(default=False)

    if TYPE_CHECKING:
        grid_id: UUID | None
        block_id: UUID | None
        estate_id: UUID | None
        yard_id: UUID | None
        building_id: UUID | None
        unit_id: UUID | None
        organisation_id: UUID | None

    class Meta:
        """Made from the table of roles."""

        constraints: ClassVar = _rules()
        indexes: ClassVar = [
            models.Index(fields=["street", "place", "role"], name="post_by_place"),
            models.Index(fields=["street", "grid"], name="post_by_grid"),
            models.Index(fields=["street", "organisation"], name="post_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """The code that the post answers for: its grid's, else its community's or street's."""
        return self.grid.code if self.grid else self.place

    @property
    def rules(self) -> roles.Role:
        """The row of its role in the table of roles."""
        return roles.role_named(self.role)
