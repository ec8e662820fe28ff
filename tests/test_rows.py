"""Writing rows of a street."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from linli.kit.ids import uuid7
from linli.ledger import rows
from linli.people.models import Post

if TYPE_CHECKING:
    from tests.town import Town


def post(town: Town, title: str) -> Post:
    return Post(
        id=uuid7(), street=town.street.code, role="auditor", kind="community", place=town.home.code, title=title
    )


def test_what_is_inserted_is_there_as_saved_rows_are(town: Town) -> None:
    made = [post(town, "甲"), post(town, "乙")]
    rows.insert(made)
    for one in made:
        assert not one._state.adding
        found = Post.objects.get(street=town.street.code, id=one.id)
        assert [getattr(found, field.attname) for field in Post._meta.concrete_fields] == [
            getattr(one, field.attname) for field in Post._meta.concrete_fields
        ]


def test_the_same_row_twice_is_refused(town: Town) -> None:
    one = post(town, "甲")
    rows.insert([one])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([one])


def test_only_the_named_columns_are_written(town: Town) -> None:
    one = post(town, "甲")
    rows.insert([one])
    one.title, one.place = "乙", town.elsewhere.code
    rows.update(one, ("title",))
    found = Post.objects.get(street=town.street.code, id=one.id)
    assert (found.title, found.place) == ("乙", town.home.code)


def test_a_row_of_another_street_is_not_found(town: Town) -> None:
    one = post(town, "甲")
    rows.insert([one])
    one.street = "150102005"
    with pytest.raises(Post.DoesNotExist):
        rows.update(one, ("title",))
