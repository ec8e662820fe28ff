"""Buildings are listed for those who work there; an address is looked up and kept nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.places.grids import draw_grid
from linli.places.models import Block, Building, Cover, Estate, Unit, Yard
from tests.sheets import said
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from django.test import Client

    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db

LIST, MANY = 6, 60
HERE = {"street": STREET, "place": HOME}


@pytest.fixture
def built(town: Town) -> list[Building]:
    """Sixty buildings at home, the first in the grid and with a unit; one next door."""
    estate = Estate.objects.create(**HERE, name="春柳小区")
    made = [Building.objects.create(**HERE, name=f"{number}号楼", estate=estate) for number in range(101, 101 + MANY)]
    Cover.objects.create(**HERE, building=made[0], grid=town.grid, kind="basic")
    Unit.objects.create(**HERE, name="2单元", building=made[0])
    Building.objects.create(street=STREET, place=ELSEWHERE, name="隔壁楼")
    return made


def test_a_list_of_fifty_costs_at_most_six_statements(client: Client, desk: Someone, built: list[Building]) -> None:
    assert built
    desk.sign_in(client).get(reverse("buildings"))  # names of places are kept from now on
    with CaptureQueriesContext(connection) as asked:
        page = said(client.get(reverse("buildings")))
    assert page.count("<tr>") == 50 + 1
    assert f"共 {MANY} 栋，第 1 / 2 页" in page
    assert len(asked) <= LIST, "\n".join(each["sql"] for each in asked)
    assert said(client.get(reverse("buildings"), {"page": "2"})).count("<tr>") == 10 + 1
    assert said(client.get(reverse("buildings"), {"page": "99"})).count("<tr>") == 10 + 1


def test_a_building_shows_its_estate_and_grid(client: Client, grid_worker: Someone, built: list[Building]) -> None:
    page = said(grid_worker.sign_in(client).get(reverse("buildings")))
    assert str(built[0]) in page
    assert page.partition("<table")[2].count("春柳小区") == 50
    assert "第一网格" in page
    assert f"共 {MANY - 1} 栋" in said(client.get(reverse("buildings"), {"grid": "none"}))


def test_nobody_sees_or_counts_the_buildings_next_door(
    client: Client, desk: Someone, street_leader: Someone, built: list[Building]
) -> None:
    assert built
    desk.sign_in(client)
    for query in ({}, {"community": ELSEWHERE}, {"page": "2"}):
        page = said(client.get(reverse("buildings"), query))
        assert "隔壁楼" not in page
        assert f"共 {MANY} 栋" in page
    street_leader.sign_in(client)
    assert f"共 {MANY + 1} 栋" in said(client.get(reverse("buildings")))
    assert "隔壁楼" in said(client.get(reverse("buildings"), {"community": ELSEWHERE}))


def names(client: Client, **query: str) -> list[str]:
    """The buildings of the list, in its order."""
    return re.findall(r'<th scope="row">([^<]+)</th>', said(client.get(reverse("buildings"), query)))


@pytest.fixture
def mixed(town: Town) -> dict[str, str]:
    """Buildings of an estate, of a yard in it, of a yard by itself and alone; a special grid, a block. Keys by name."""
    estate = Estate.objects.create(**HERE, name="春柳小区")
    inner = Yard.objects.create(**HERE, name="南院", estate=estate)
    lone = Yard.objects.create(**HERE, name="井儿街10-24号楼院")
    block = Block.objects.create(street=STREET, code="J1", name="老城街区")
    school = draw_grid(community=town.home, number=9, name="学校网格", kind="special")
    made = {
        "2号楼": Building.objects.create(**HERE, name="2号楼", estate=estate, block=block),
        "10号楼": Building.objects.create(**HERE, name="10号楼", estate=estate),
        "三号楼": Building.objects.create(**HERE, name="三号楼", yard=inner),
        "1栋": Building.objects.create(**HERE, name="1栋", yard=lone),
        "康乐宾馆": Building.objects.create(**HERE, name="康乐宾馆"),
    }
    Cover.objects.create(**HERE, building=made["2号楼"], grid=town.grid, kind="basic")
    Cover.objects.create(**HERE, building=made["康乐宾馆"], grid=school, kind="special")
    return {str(one): str(one.pk) for one in (estate, inner, lone, block)} | {
        "basic": str(town.grid.pk),
        "special": str(school.pk),
    }


def test_the_list_is_narrowed_by_what_stands_around_and_lies_over(
    client: Client, desk: Someone, mixed: dict[str, str]
) -> None:
    desk.sign_in(client)
    assert names(client) == ["康乐宾馆", "1栋", "2号楼", "10号楼", "三号楼"]
    assert names(client, around=mixed["春柳小区"]) == ["2号楼", "10号楼", "三号楼"]
    assert names(client, around=mixed["井儿街10-24号楼院"]) == ["1栋"]
    assert names(client, grid=mixed["basic"]) == ["2号楼"]
    assert names(client, grid=mixed["special"]) == ["康乐宾馆"]
    assert names(client, grid="none", around=mixed["春柳小区"]) == ["10号楼", "三号楼"]
    assert names(client, block=mixed["老城街区"]) == ["2号楼"]
    assert names(client, block="none", around=mixed["春柳小区"]) == ["10号楼", "三号楼"]
    assert len(names(client, around="x", grid="y", block="z")) == 5, "what is not offered counts as nothing chosen"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2栋", ["2号楼"]),
        ("２号楼", ["2号楼"]),
        ("3幢", ["三号楼"]),
        ("第一栋", ["1栋"]),
        ("春柳", ["2号楼", "10号楼", "三号楼"]),
        ("春柳小区十号楼", ["10号楼"]),
        ("南院 三号楼", ["三号楼"]),
        ("井儿街", ["1栋"]),
        ("宾馆", ["康乐宾馆"]),
        ("%", []),
        ("没有", []),
    ],
)
def test_a_building_is_found_by_its_number_and_by_words(
    client: Client, desk: Someone, mixed: dict[str, str], words: str, found: list[str]
) -> None:
    assert mixed
    desk.sign_in(client)
    assert names(client, words=words) == found
    if found:
        assert f'value="{words}"' in said(client.get(reverse("buildings"), {"words": words}))


def test_no_filter_leads_next_door(
    client: Client, desk: Someone, street_leader: Someone, mixed: dict[str, str]
) -> None:
    assert mixed
    there = {"street": STREET, "place": ELSEWHERE}
    estate = Estate.objects.create(**there, name="隔壁苑")
    Building.objects.create(**there, name="隔壁楼", estate=estate)
    desk.sign_in(client)
    for query in ({}, {"around": str(estate.pk)}, {"words": "隔壁"}, {"community": ELSEWHERE}):
        assert "隔壁苑" not in said(client.get(reverse("buildings"), query))
        assert "隔壁楼" not in names(client, **query)
    street_leader.sign_in(client)
    assert names(client, around=str(estate.pk)) == ["隔壁楼"]
    assert names(client, community=HOME, around=str(estate.pk)) == names(client, community=HOME)
    assert "柏树巷社区 隔壁苑" in said(client.get(reverse("buildings")))


def test_every_filter_together_costs_no_statement_more(
    client: Client, street_leader: Someone, mixed: dict[str, str]
) -> None:
    street_leader.sign_in(client).get(reverse("buildings"))
    query = {"around": mixed["春柳小区"], "grid": mixed["basic"], "block": mixed["老城街区"], "words": "2栋"}
    with CaptureQueriesContext(connection) as asked:
        assert names(client, **query, community=HOME) == ["2号楼"]
    assert len(asked) <= LIST, "\n".join(each["sql"] for each in asked)


def test_an_address_leads_to_unit_and_grid_and_stands_in_no_address_bar(
    client: Client, desk: Someone, built: list[Building]
) -> None:
    assert built
    answer = desk.sign_in(client).post(reverse("address"), {"words": "春柳小区一百零一号楼二单元501室"})
    page = said(answer)
    for word in ("春柳小区 101号楼 2单元", "501室", "第一网格", "确定"):
        assert word in page
    assert 'method="post"' in page
    assert "<h2>" not in said(client.get(reverse("address"), {"words": "春柳小区"})), "only what is sent is looked up"
    assert "<h2>没有找到" in said(client.post(reverse("address"), {"words": "隔壁楼"}))


@pytest.mark.parametrize("words", ["", "   ", "x" * 5000, "乱七八糟", "\x00", "<script>"])
def test_any_words_are_answered(client: Client, desk: Someone, built: list[Building], words: str) -> None:
    assert built
    answer = desk.sign_in(client).post(reverse("address"), {"words": words})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("route", ["buildings", "address"])
def test_who_does_not_work_there_is_turned_away(
    client: Client, resident: Someone, auditor: Someone, route: str
) -> None:
    assert client.get(reverse(route)).status_code == 302
    for one in (resident, auditor):
        assert one.sign_in(client).get(reverse(route)).status_code == 403
