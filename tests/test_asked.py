"""Queries that are put into SQL once give what the query itself would give."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from linli.kit.asked import Among, Asked, Slot, slots, together
from linli.people.models import Post, Tenure

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.town import Someone, Town


def test_each_asking_has_its_own_values(town: Town) -> None:
    posts = Asked(lambda: Post.objects.filter(street=Slot("street", Post), role=Slot("role", Post)))
    assert {post.role for post in posts(street=town.street.code, role="desk")} == {"desk"}
    assert {post.role for post in posts(street=town.street.code, role="auditor")} == {"auditor"}
    assert posts(street="000000000", role="desk") == []


def test_related_rows_come_along(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    posts = Asked(lambda: Post.objects.filter(street=Slot("street", Post)).select_related("grid", "organisation"))
    with django_assert_num_queries(1):
        found = {
            post.id: (post.place, post.grid.code if post.grid else None) for post in posts(street=town.street.code)
        }
    queryset = Post.objects.filter(street=town.street.code).select_related("grid", "organisation")
    assert found == {post.id: (post.place, post.grid.code if post.grid else None) for post in queryset}


def test_values_are_tuples_as_the_query_gives_them(desk: Someone) -> None:
    held = Asked(
        lambda: Tenure.objects.filter(account=Slot("who", Tenure, "account")).values_list("since", "post__title")
    )
    expected = list(Tenure.objects.filter(account=desk.account).values_list("since", "post__title"))
    assert held(who=desk.account.id) == expected
    assert expected[0][0] == date(2026, 1, 1)


def test_a_list_of_values_fills_a_list_of_slots(town: Town) -> None:
    posts = Asked(lambda: Post.objects.filter(street=Slot("street", Post), id__in=slots(2, "ids", Post, "id")))
    wanted = [town.street.head.id, town.street.auditor.id]
    assert {post.id for post in posts(street=town.street.code, ids=wanted)} == set(wanted)


def test_a_list_of_any_length_is_one_value(town: Town) -> None:
    posts = Asked(lambda: Post.objects.filter(Among("ids", Post, "id"), street=Slot("street", Post)))
    wanted = [town.street.head.id, town.street.auditor.id]
    for some in ([], wanted[:1], wanted):
        assert {post.id for post in posts(street=town.street.code, ids=some)} == set(some)
    roles = Asked(lambda: Post.objects.filter(Among("roles", Post, "role")).values_list("role"))
    assert set(roles(roles=["auditor", "street"])) == {("auditor",), ("street",)}


def test_the_first_row_or_none(town: Town) -> None:
    post = Asked(lambda: Post.objects.filter(id=Slot("id", Post))[:1])
    found = post.first(id=town.street.head.id)
    assert found == town.street.head
    assert found._state.db == "default"
    assert not found._state.adding
    assert post.first(id=town.street.region.id) is None


def test_several_questions_are_answered_in_order(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    by_role = Asked(lambda: Post.objects.filter(street=Slot("street", Post), role=Slot("role", Post)))
    street = {"street": town.street.code}
    with django_assert_num_queries(3):
        auditors, desks, nobody = together(
            (by_role, street | {"role": "auditor"}),
            (by_role, street | {"role": "desk"}),
            (by_role, street | {"role": ""}),
        )
    assert auditors == [town.street.auditor]
    assert len(desks) == len(town.street.communities)
    assert nobody == []


def test_a_fault_in_one_of_several_is_the_fault_of_all(town: Town) -> None:
    sound = Asked(lambda: Post.objects.filter(street=Slot("street", Post)))
    broken = Asked(lambda: Post.objects.filter(street=Slot("street", Post)).extra(where=["nothing = 1"]))
    street = {"street": town.street.code}
    with pytest.raises(DatabaseError), transaction.atomic():
        together((sound, street), (broken, street), (sound, street))
    assert sound(**street)


def test_a_missing_value_is_an_error(town: Town) -> None:
    del town
    posts = Asked(lambda: Post.objects.filter(street=Slot("street", Post)))
    with pytest.raises(KeyError):
        posts()
