"""Codes say where a place lies; the database refuses what the codes contradict."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.places.grids import draw_grid
from linli.places.load import load_five_streets, load_regions
from linli.places.models import Grid, Region
from linli.places.naming import forget_names, place_name
from linli.places.successors import follow

pytestmark = pytest.mark.django_db

STREETS = {"620103001": 10, "150102005": 6, "630102002": 5, "620102001": 5, "654202001": 9}
DAY = date(2023, 6, 30)


@pytest.fixture
def regions() -> None:
    """Load the five streets."""
    forget_names()
    load_five_streets()


@pytest.mark.usefixtures("regions")
def test_the_five_streets_come_with_all_their_communities_and_ancestors() -> None:
    for code, communities in STREETS.items():
        street = Region.objects.by_code(code)
        assert (street.is_street, street.is_community, street.street_code) == (True, False, code)
        assert Region.objects.communities_of(code).count() == communities
        assert [Region.objects.by_code(code[:size]).level for size in (2, 4, 6)] == ["province", "city", "district"]
    assert Region.objects.count() == 53
    assert Region.objects.by_code("620103").street_code == ""
    assert Region.objects.by_code("620103001004").street_code == "620103001"


@pytest.mark.usefixtures("regions")
def test_loading_twice_changes_nothing() -> None:
    before = list(Region.objects.order_by("code").values())
    assert load_five_streets() == 0
    assert list(Region.objects.order_by("code").values()) == before


@pytest.mark.usefixtures("regions")
def test_a_renamed_place_keeps_its_row() -> None:
    row = Region.objects.by_code("620103001004")
    assert load_regions([("620103001004", "林家庄新社区居委会")], as_of=DAY) == 1
    assert Region.objects.by_code("620103001004").pk == row.pk
    assert Region.objects.by_code("620103001004").short_name == "林家庄新社区"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("林家庄社区居委会", "林家庄社区"),
        ("雷坛河西街社区居民委员会", "雷坛河西街社区"),
        ("海河路社区", "海河路社区"),
        ("振兴路居委会", "振兴路居委会"),
        ("上河村村民委员会", "上河村"),
        ("上河村村委会", "上河村"),
    ],
)
def test_a_place_is_called_as_it_is_spoken(name: str, short: str) -> None:
    assert Region(name=name).short_name == short


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "6201"},
        {"code": "62010300100"},
        {"level": "street"},
        {"level": "planet"},
        {"parent": "620103002"},
        {"parent": ""},
        {"name": ""},
        {"valid_to": date(2023, 6, 29)},
        {"successor": "620103001012"},
    ],
)
def test_a_region_that_its_code_contradicts_is_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {
        "code": "620103001011",
        "name": "新社区居委会",
        "level": "community",
        "parent": "620103001",
        "valid_from": DAY,
    }
    Region.objects.create(**right).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(**right | wrong)


@pytest.mark.usefixtures("regions")
def test_a_code_stands_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(code="62", name="别处", level="province", valid_from=DAY)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("110101001", "street"),
        ("620103099", "street"),
        ("620103100", "town"),
        ("620103199", "town"),
        ("620103200", "township"),
        ("620103399", "township"),
        ("110115403", "quasi"),
        ("130272599", "quasi"),
        ("350527000", ""),
        ("110101600", ""),
        ("110101001000", "residents"),
        ("130372001199", "residents"),
        ("110105021200", "villagers"),
        ("130225100399", "villagers"),
        ("110105020400", "quasi"),
        ("110108023599", "quasi"),
        ("110108023600", ""),
        ("1101", ""),
        ("11010100x", ""),
        ("11010100１", ""),
    ],
)
def test_a_code_says_what_it_stands_for(code: str, kind: str) -> None:
    region = Region(code=code)
    assert (region.kind, region.is_quasi) == (kind, kind == "quasi")


def test_who_answers_today_is_found_through_every_merger() -> None:
    def community(number: int, *, successor: int = 0, closed: bool = False) -> Region:
        code, after = (f"620103001{each:03}" if each else "" for each in (number, successor))
        ends = DAY if closed else None
        told = {"code": code, "name": f"{number}", "level": "community", "parent": "620103001", "valid_from": DAY}
        return Region.objects.create(**told, valid_to=ends, successor=after)

    last = community(3)
    first = community(1, successor=2, closed=True)
    community(2, successor=3, closed=True)
    assert first.successor_in_force() == last
    assert [follow(code) for code in (first.code, last.code, "620103001999", "")] == [last.code, last.code, "", ""]
    assert last.successor_in_force() == last
    assert community(4, closed=True).successor_in_force() is None
    assert community(5, successor=99, closed=True).successor_in_force() is None
    circle = community(6, successor=7, closed=True)
    community(7, successor=6, closed=True)
    assert circle.successor_in_force() is None


@pytest.mark.usefixtures("regions")
def test_a_grid_lies_in_exactly_one_community() -> None:
    community = Region.objects.by_code("620103001004")
    grid = draw_grid(community=community, number=7, name="第七网格")
    assert (grid.code, grid.street, grid.community_code) == ("620103001004007", "620103001", community.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        draw_grid(community=community, number=7, name="又一个")
    with pytest.raises(ValueError, match="no community"):
        draw_grid(community=Region.objects.by_code("620103001"), number=1, name="第一网格")
    for number in (0, 1000):
        with pytest.raises(ValueError, match="1 to 999"):
            draw_grid(community=community, number=number, name="第几网格")


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "62010300100400"},
        {"code": "620103002004001"},
        {"street": "620103002"},
        {"place": "620103001006"},
        {"place": "62010300100"},
        {"kind": "secret"},
        {"name": ""},
    ],
)
def test_the_database_refuses_a_grid_that_its_code_contradicts(wrong: dict[str, Any]) -> None:
    community = Region.objects.by_code("620103001004")
    right = {"street": "620103001", "place": community.code, "community": community, "code": "620103001004001"}
    right["name"] = "第一网格"
    Grid.objects.create(**right).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grid.objects.create(**right | wrong)


@pytest.mark.usefixtures("regions")
def test_the_names_of_a_whole_street_take_one_statement() -> None:
    draw_grid(community=Region.objects.by_code("620103001004"), number=1, name="第一网格")
    with CaptureQueriesContext(connection) as statements:
        names = [place_name(community) for community in ("620103001004", "620103001006", "620103001")]
        assert names == ["林家庄社区", "柏树巷社区", "西园街道"]
        assert place_name("620103001004001") == "林家庄社区第一网格"
        assert place_name("62") == "甘肃省"
    assert len(statements) == 3
    with CaptureQueriesContext(connection) as statements:
        assert place_name("620103001010") == "文化宫社区"
    assert len(statements) == 0


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize("code", ["620103001999", "999", "620103001004999", "", "乱码"])
def test_an_unknown_code_stands_for_itself(code: str) -> None:
    assert place_name(code) == code
