"""Estates, yards, buildings and units stand in one community, and the database holds them to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from linli.kit.ids import uuid7
from linli.places.grids import draw_grid
from linli.places.load import load_five_streets
from linli.places.models import SPECIAL, Block, Building, Cover, Estate, Grid, Region, Unit, Yard

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

pytestmark = pytest.mark.django_db

STREET = "620103001"
HERE = {"street": STREET, "place": "620103001004"}
THERE = {"street": STREET, "place": "620103001006"}
FAR = {"street": "150102005", "place": "150102005001"}


def at_the_commit() -> None:
    """Ask the database now what it would say at the commit."""
    connection.check_constraints()


@pytest.fixture
def estate() -> Estate:
    return Estate.objects.create(**HERE, name="春柳小区", mode="hybrid")


@pytest.fixture
def building(estate: Estate) -> Building:
    return Building.objects.create(**HERE, name="3号楼", estate=estate)


@pytest.fixture
def grids() -> tuple[Grid, Grid, Grid]:
    """Two basic grids and a special one of the same community."""
    load_five_streets()
    home = Region.objects.by_code(HERE["place"])
    one, two = (draw_grid(community=home, number=number, name=f"第{number}网格") for number in (1, 2))
    return one, two, draw_grid(community=home, number=3, name="西园小学", kind=SPECIAL)


@transaction.atomic
def committed(make: Callable[[], object]) -> None:
    make()
    at_the_commit()


def refused(make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError):
        committed(make)


@pytest.mark.parametrize("mode", ["hybrid", "entrusted", "self", ""])
def test_an_estate_says_who_looks_after_it_or_nothing(mode: str) -> None:
    assert Estate.objects.create(**HERE, name="春柳小区", mode=mode).community_code == HERE["place"]


@pytest.mark.parametrize(
    "wrong",
    [{"mode": "army"}, {"name": ""}, {"place": "620103001"}, {"place": "150102005001"}, {"street": "150102005"}],
)
def test_an_estate_that_contradicts_itself_is_refused(wrong: dict[str, str]) -> None:
    right = {**HERE, "name": "春柳小区", "mode": ""}
    Estate.objects.create(**right).delete()
    refused(lambda: Estate.objects.create(**{**right, **wrong}))


def test_a_yard_without_an_estate_is_legal(estate: Estate) -> None:
    Yard.objects.create(**HERE, name="井儿街10-24号楼院")
    Yard.objects.create(**HERE, name="东院", estate=estate)
    at_the_commit()


def test_names_stand_once_under_the_same_parent_only(estate: Estate) -> None:
    other = Estate.objects.create(**HERE, name="翠柏小区")
    Estate.objects.create(**THERE, name=estate.name)
    for parent in (None, estate, other):
        Yard.objects.create(**HERE, name="东院", estate=parent)
        Building.objects.create(**HERE, name="3号楼", estate=parent)
    yard = Yard.objects.get(estate=estate)
    building = Building.objects.create(**HERE, name="3号楼", yard=yard)
    Unit.objects.create(**HERE, name="1单元", building=building)
    at_the_commit()
    refused(lambda: Estate.objects.create(**HERE, name=estate.name))
    for parent in (None, estate, other):
        refused(partial(Yard.objects.create, **HERE, name="东院", estate=parent))
        refused(partial(Building.objects.create, **HERE, name="3号楼", estate=parent))
    refused(lambda: Building.objects.create(**HERE, name="3号楼", yard=yard))
    refused(lambda: Unit.objects.create(**HERE, name="1单元", building=building))


def test_a_building_names_only_the_nearest_around_it(estate: Estate) -> None:
    yard = Yard.objects.create(**HERE, name="东院", estate=estate)
    refused(lambda: Building.objects.create(**HERE, name="3号楼", yard=yard, estate=estate))


@pytest.mark.parametrize("elsewhere", [THERE, FAR], ids=["next door", "another street"])
def test_what_stands_around_a_building_lies_in_the_same_community(elsewhere: dict[str, str], estate: Estate) -> None:
    yard = Yard.objects.create(**HERE, name="东院")
    building = Building.objects.create(**HERE, name="3号楼")
    refused(lambda: Yard.objects.create(**elsewhere, name="西院", estate=estate))
    refused(lambda: Building.objects.create(**elsewhere, name="4号楼", estate=estate))
    refused(lambda: Building.objects.create(**elsewhere, name="4号楼", yard=yard))
    refused(lambda: Unit.objects.create(**elsewhere, name="1单元", building=building))


def test_a_block_crosses_communities_but_not_streets() -> None:
    block = Block.objects.create(street=STREET, code="620103001J01", name="文化宫街区")
    Building.objects.create(**HERE, name="1号楼", block=block)
    Building.objects.create(**THERE, name="2号楼", block=block)
    at_the_commit()
    refused(lambda: Building.objects.create(**FAR, name="3号楼", block=block))


def test_a_building_lies_in_at_most_one_basic_grid(building: Building, grids: tuple[Grid, Grid, Grid]) -> None:
    one, two, school = grids
    Cover.objects.create(**HERE, building=building, grid=one, kind="basic")
    Cover.objects.create(**HERE, building=building, grid=school, kind="special")
    at_the_commit()
    refused(lambda: Cover.objects.create(**HERE, building=building, grid=two, kind="basic"))
    refused(lambda: Cover.objects.create(**HERE, building=building, grid=two, kind="special"))
    refused(lambda: Cover.objects.create(**HERE, building=building, grid=school, kind="special"))
    refused(lambda: Grid.objects.filter(pk=one.pk).update(kind="special"))


def test_a_grid_covers_buildings_of_its_own_community_alone(grids: tuple[Grid, Grid, Grid]) -> None:
    there = Building.objects.create(**THERE, name="9号楼")
    refused(lambda: Cover.objects.create(**THERE, building=there, grid=grids[0], kind="basic"))
    refused(lambda: Cover.objects.create(**HERE, building=there, grid=grids[0], kind="basic"))


def test_a_whole_community_may_move_in_one_transaction(building: Building) -> None:
    """When a community is merged into another, its rows follow: the rules are asked at the commit."""
    Unit.objects.create(**HERE, name="1单元", building=building)
    with transaction.atomic():
        for model in (Estate, Building, Unit):
            model._default_manager.filter(street=STREET, place=HERE["place"]).update(place=THERE["place"])
        at_the_commit()
    refused(lambda: Estate.objects.update(place=HERE["place"]))


def test_nothing_that_others_stand_in_goes_away(building: Building, estate: Estate) -> None:
    Unit.objects.create(**HERE, name="1单元", building=building)
    gone: list[Model] = [estate, building]
    for row in gone:
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_form_is_told_before_the_database_would_say_it(building: Building) -> None:
    wrong: dict[str, Any] = {**THERE, "name": "1单元", "building": building}
    with pytest.raises(ValidationError, match="unit_lies_where_its_building_lies"):
        Unit(**wrong).validate_constraints()
    Unit(**{**wrong, **HERE}).validate_constraints()
    Yard(**HERE, name="院").validate_constraints()
    with pytest.raises(ValidationError):
        Unit(**HERE, name="1单元", building_id=uuid7()).validate_constraints()


@pytest.mark.parametrize("model", [Estate, Yard, Building, Unit, Cover, Block, Grid])
def test_no_place_keeps_who_or_how_many_live_there(model: type[Model]) -> None:
    """A census is not built: what a place row may hold is listed here."""
    allowed = {"id", "street", "place", "name", "mode", "code", "before", "kind"}
    allowed |= {"estate", "yard", "building", "block", "grid"}
    assert {field.name for field in model._meta.get_fields() if field.concrete} - allowed <= {"community"}
