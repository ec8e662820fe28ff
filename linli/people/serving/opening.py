"""Opening a street: an office takes the software into use, so its seats and grids come to be."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from linli.people.models import Organisation, Post
from linli.people.roles import GRID, ORGANISATION
from linli.places.grids import draw_grid, numbered
from linli.places.models import Grid, Region


@dataclass(frozen=True, slots=True)
class OpenStreet:
    """A street in use: its region, its communities in the order of their codes, and its seats."""

    region: Region
    communities: tuple[Region, ...]
    head: Post
    auditor: Post
    system: Post
    security: Post

    @property
    def code(self) -> str:
        """The 9-digit code of the street."""
        return self.region.code

    def desk(self, community: str) -> Post:
        """Return the desk of the community with this code; raises Post.DoesNotExist."""
        return Post.objects.get(street=self.code, role="desk", place=community)

    def grid_post(self, grid: str) -> Post:
        """Return the first post of the grid with this 15-digit code; raises Post.DoesNotExist."""
        return Post.objects.filter(street=self.code, role="grid", grid__code=grid).order_by("id")[:1].get()


@transaction.atomic
def open_street(code: str, *, grids: int = 0) -> OpenStreet:
    """Open the street with this code: a desk per community, the street's own desk, an auditor and two administrators.

    With ``grids`` each community also gets that many basic grids, a post on each. What is there
    already stays as it is. Raises Region.DoesNotExist where the regions were not loaded before.
    """
    region = Region.objects.get(scheme="stats", level="street", code=code)
    communities = tuple(Region.objects.communities_of(code))
    for community in communities:
        seat(role="desk", place=community, title=f"{community.short_name}服务窗口")
        for number in range(1, grids + 1):
            _open_grid(community, number)
    return OpenStreet(
        region=region,
        communities=communities,
        head=seat(role="street", place=region, title=f"{region.name}派单席"),
        auditor=seat(role="auditor", place=region, title=f"{region.name}监督员"),
        system=seat(role="system", place=region, title=f"{region.name}系统管理员"),
        security=seat(role="security", place=region, title=f"{region.name}安全管理员"),
    )


def seat(
    *, role: str, place: Region, title: str, grid: Grid | None = None, organisation: Organisation | None = None
) -> Post:
    """Return the post with this role, region, grid, organisation and title; made where it is missing.

    What stands on estates, blocks, yards, buildings and units is made by `linli.people.serving.founding`.
    """
    if not place.street_code:
        message = f"{place} is above a street: a post stands in a street"
        raise ValueError(message)
    if grid is not None and grid.community_code != place.code:
        message = f"{grid} does not lie in {place}"
        raise ValueError(message)
    post, _ = Post.objects.get_or_create(
        street=place.street_code,
        role=role,
        kind=GRID if grid else ORGANISATION if organisation else place.level,
        place=place.code,
        grid=grid,
        organisation=organisation,
        title=title,
    )
    return post


def liaison_of(organisation: Organisation, *, place: Region) -> Post:
    """Return the seat of those who speak for an organisation in a street or community."""
    return seat(role="liaison", place=place, organisation=organisation, title=f"{organisation.name}联络员")


def _open_grid(community: Region, number: int) -> None:
    name = numbered(number)
    street, code = community.street_code, f"{community.code}{number:03}"
    grid = Grid.objects.filter(street=street, code=code).first()
    grid = grid or draw_grid(community=community, number=number, name=name)
    seat(role="grid", place=community, grid=grid, title=f"{community.short_name}{name}网格员")
