"""A post stands on exactly one place, of a kind on which its role may stand; the database holds it to that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from linli.kit.refused import Refused
from linli.people.models import Organisation, Post, Tenure
from linli.people.posts import POINTERS
from linli.people.roles import KINDS, ORGANISATION, ROLES, TABLE
from linli.people.serving.answering import answering, posts_over
from linli.people.serving.founding import found_post, post_at
from linli.people.serving.post_words import WITH_PLACE, told
from linli.people.serving.tenures import appoint, hand_over, relieve, stand_in
from linli.places.around import around
from linli.places.grids import draw_grid
from linli.places.models import Block, Building
from tests.town import ELSEWHERE, HOME, SINCE, STREET

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from tests.homes import Homes
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db

ON_PLACES = [(role.code, kind) for role in TABLE for kind in role.on if kind != ORGANISATION]
FOUND_BY_OPENING = {"street", "desk", "auditor", "system", "security"}


def committed(make: Callable[[], object]) -> None:
    with transaction.atomic():
        make()
        connection.check_constraints()


def refused(make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError):
        committed(make)


def columns(homes: Homes, role: str, kind: str) -> dict[str, Any]:
    pointer = {kind: homes[kind]} if kind in POINTERS else {}
    place = STREET if kind in {"street", "block"} else HOME
    return {"street": STREET, "role": role, "kind": kind, "place": place, "title": "岗位", **pointer}


@pytest.mark.parametrize(("role", "kind"), ON_PLACES)
def test_each_role_stands_where_the_table_says_and_once_if_it_says_so(homes: Homes, role: str, kind: str) -> None:
    post = post_at(homes[kind], role, street=STREET) or found_post(homes[kind], role, street=STREET)
    assert (post.kind, post.role, post.rules) == (kind, role, ROLES[role])
    assert post_at(homes[kind], role, street=STREET) == post
    if ROLES[role].one_post:
        with pytest.raises(Refused, match="there_already"):
            found_post(homes[kind], role, street=STREET)
        refused(lambda: Post.objects.create(**columns(homes, role, kind)))
    else:
        assert found_post(homes[kind], role, street=STREET) != post


@pytest.mark.parametrize("role", ROLES)
def test_no_role_stands_on_any_other_kind_of_place(homes: Homes, role: str) -> None:
    others = [kind for kind in KINDS if kind not in ROLES[role].on and kind != ORGANISATION]
    assert others
    for kind in others:
        with pytest.raises(Refused, match="not_there"):
            found_post(homes[kind], role, street=STREET)
        refused(lambda kind=kind: Post.objects.create(**columns(homes, role, kind)))  # type: ignore[misc]


def test_a_post_points_to_one_place_and_to_no_second(homes: Homes) -> None:
    right = columns(homes, "volunteer", "building")
    for wrong in (
        {"unit": homes.unit},
        {"grid": homes.grid},
        {"building": None},
        {"kind": "yard"},
        {"kind": ""},
        {"place": STREET},
        {"title": ""},
    ):
        refused(lambda wrong=wrong: Post.objects.create(**right | wrong))  # type: ignore[misc]
    committed(lambda: Post.objects.create(**right))


def test_a_post_lies_in_the_community_and_street_of_its_place(homes: Homes, town: Town) -> None:
    other = draw_grid(community=town.elsewhere, number=9, name="柏树巷网格")
    far = Building.objects.create(street=STREET, place=ELSEWHERE, name="1号楼")
    away = Block.objects.create(street="620102001", code="B01", name="别处街区")
    for role, kind, wrong in (
        ("grid_lead", "grid", other),
        ("building_lead", "building", far),
        ("block_lead", "block", away),
    ):
        row = columns(homes, role, kind) | {kind: wrong}
        refused(lambda row=row: Post.objects.create(**row))  # type: ignore[misc]
    refused(lambda: Post.objects.create(**columns(homes, "secretary", "community") | {"place": "620102001001"}))
    with pytest.raises(Refused, match="not_there"):
        found_post(away, "block_lead", street=STREET)


def test_a_liaison_stands_on_an_organisation_and_nothing_else_does(homes: Homes, team: Organisation) -> None:
    row = columns(homes, "liaison", "community") | {"kind": "organisation", "organisation": team}
    committed(lambda: Post.objects.create(**row))
    for role in ROLES.keys() - {"liaison"}:
        refused(lambda role=role: Post.objects.create(**row | {"role": role}))  # type: ignore[misc]
    refused(lambda: Post.objects.create(**columns(homes, "volunteer", "building") | {"organisation": team}))


@pytest.mark.parametrize("role", [role for role, kind in ON_PLACES if kind != "street" and ROLES[role].one_holder])
def test_a_role_with_one_holder_is_held_by_one_at_a_time(homes: Homes, someone: MakeSomeone, role: str) -> None:
    post = found_post(homes[ROLES[role].on[0]], role, street=STREET)
    first, second = someone().account, someone().account
    appoint(first, to=post, since=SINCE)
    assert appoint(first, to=post, since=SINCE).account == first  # a second time is the same
    with pytest.raises(Refused, match="held_already"):
        appoint(second, to=post, since=date(2026, 9, 1))
    row = {"street": STREET, "role": role, "post": post, "account": second, "since": date(2026, 9, 1)}
    refused(lambda: Tenure.objects.create(**row))


def test_spans_of_one_holder_do_not_overlap_and_may_touch(homes: Homes, someone: MakeSomeone) -> None:
    post = found_post(homes.building, "building_lead", street=STREET)
    first, second, third = (someone().account for _each in range(3))
    appoint(first, to=post, since=SINCE)
    relieve(first, of=post, on=date(2026, 9, 1))
    with pytest.raises(Refused, match="held_already"):
        appoint(second, to=post, since=date(2026, 8, 31))
    appoint(second, to=post, since=date(2026, 9, 1))
    hand_over(post, old=second, new=third, on=date(2026, 10, 1))
    held = Tenure.objects.filter(post=post).order_by("since").values_list("account", "since", "until")
    assert list(held) == [
        (first.pk, SINCE, date(2026, 9, 1)),
        (second.pk, date(2026, 9, 1), date(2026, 10, 1)),
        (third.pk, date(2026, 10, 1), None),
    ]


def test_who_was_relieved_before_the_first_day_leaves_the_post_free(homes: Homes, someone: MakeSomeone) -> None:
    post = found_post(homes.unit, "unit_informant", street=STREET)
    first, second = someone().account, someone().account
    appoint(first, to=post, since=date(2027, 1, 1))
    relieve(first, of=post, on=date(2026, 12, 1))
    assert appoint(second, to=post, since=date(2026, 12, 1)).until is None


def test_a_tenure_has_the_role_of_its_post(homes: Homes, resident: Someone) -> None:
    post = found_post(homes.building, "building_lead", street=STREET)
    row = {"street": STREET, "post": post, "account": resident.account, "since": SINCE}
    refused(lambda: Tenure.objects.create(**row, role="volunteer"))
    committed(lambda: Tenure.objects.create(**row, role="building_lead"))


def test_a_role_with_several_holders_is_held_by_several(homes: Homes, someone: MakeSomeone) -> None:
    post = found_post(homes.yard, "volunteer", street=STREET)
    for _each in range(3):
        appoint(someone().account, to=post, since=SINCE)
    assert Tenure.objects.filter(post=post, until=None).count() == 3


def test_an_officer_has_a_stand_in_and_a_volunteer_has_none(homes: Homes, someone: MakeSomeone) -> None:
    officer = found_post(homes.community, "officer", street=STREET)
    holder, b_role = someone().account, someone().account
    appoint(holder, to=officer, since=SINCE)
    assert stand_in(b_role, at=officer, since=SINCE).turn == 1
    with pytest.raises(Refused, match="no_stand_in"):
        stand_in(b_role, at=found_post(homes.yard, "volunteer", street=STREET), since=SINCE)


def test_a_post_is_told_by_role_and_place_in_either_language(homes: Homes) -> None:
    words = {
        ("building_lead", "building"): "楼栋长 · 井儿街小区 井儿街10号院 2号楼",
        ("unit_informant", "unit"): "单元信息员 · 井儿街小区 井儿街10号院 2号楼 1单元",
        ("party_household", "yard"): "党员责任户 · 井儿街小区 井儿街10号院",
        ("volunteer", "estate"): "志愿者 · 井儿街小区",
        ("block_lead", "block"): "街区区长 · 井儿街街区",
        ("grid_lead", "grid"): "网格长 · 林家庄社区第一网格",
        ("secretary", "community"): "社区书记 · 林家庄社区",
        ("block_chief", "street"): "街区总区长 · 西园街道",
    }
    for (role, kind), told_as in words.items():
        key = found_post(homes[kind], role, street=STREET).pk
        post = Post.objects.select_related(*WITH_PLACE).get(street=STREET, pk=key)
        assert told(post) == told_as
    with translation.override("en"):
        assert told(post).endswith("西园街道")
        assert not told(post).startswith("街区")


def test_the_title_is_chinese_whoever_founds_it_and_not_too_long(homes: Homes) -> None:
    with translation.override("en"):
        assert found_post(homes.unit, "unit_informant", street=STREET).title.endswith("2号楼1单元单元信息员")
    homes.estate.name = homes.yard.name = "长" * 60
    homes.estate.save()
    homes.yard.save()
    assert len(found_post(homes.yard, "volunteer", street=STREET).title) == 60


def test_who_answers_is_looked_for_from_the_nearest_place_outward(
    homes: Homes, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    roles = ("unit_informant", "building_lead", "volunteer", "block_lead", "grid", "desk", "street")
    for kind in ("estate", "yard", "building"):
        found_post(homes[kind], "volunteer", street=STREET)
    found_post(homes.unit, "unit_informant", street=STREET)
    found_post(homes.building, "building_lead", street=STREET)
    found_post(homes.block, "block_lead", street=STREET)
    unit = around(homes.unit)
    with django_assert_num_queries(1):
        found = posts_over(unit, roles)
    kinds = ["unit", "building", "building", "yard", "estate", "grid", "community", "block", "street"]
    assert [post.kind for post in found] == kinds
    assert [post.role for post in found[:3]] == ["unit_informant", "building_lead", "volunteer"]
    assert [post.kind for post in posts_over(around(homes.yard), roles)] == ["yard", "estate", "community", "street"]
    assert [post.kind for post in posts_over(around(homes.grid), roles)] == ["grid", "community", "street"]
    assert [post.kind for post in posts_over(around(homes.block), roles)] == ["block", "street"]
    assert posts_over(around(town.elsewhere), ("desk",)) == [town.street.desk(ELSEWHERE)]
    assert posts_over(around(town.street.region), ("street",)) == [town.street.head]


def test_the_nearest_who_is_there_answers_and_a_vacant_post_is_passed(
    homes: Homes, town: Town, someone: MakeSomeone, desk: Someone, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    roles, today = ("building_lead", "desk"), timezone.localdate()
    lead = found_post(homes.building, "building_lead", street=STREET)
    place = around(homes.building)
    with django_assert_num_queries(3):
        found = answering(place, roles, day=today)
    assert found is not None
    assert [one.account for one in found.acting] == [desk.account]
    neighbour = someone().account
    appoint(neighbour, to=lead, since=today - timedelta(days=1))
    found = answering(place, roles, day=today)
    assert found is not None
    assert [one.account for one in found.acting] == [neighbour]
    assert answering(around(town.elsewhere), ("building_lead",), day=today) is None
