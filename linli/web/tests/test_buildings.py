"""Buildings are listed for those who work there; an address is looked up and kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.places.models import Building, Cover, Estate, Unit
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
    assert page.count("春柳小区") == 50
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
