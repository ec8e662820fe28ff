"""The models could be spread over machines by street tomorrow: what that asks of them, from the models alone."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from django.db.models.fields.generated import GeneratedField

from linli.kit.ids import uuid7
from linli.ledger.tenant import Tenant

# Rows that belong to no street. A new one is a decision: DESIGN of the table, then this list.
REFERENCE = {
    "cases.Matter",
    "edges.KeptMessage",
    "notices.Mailbox",
    "people.Account",
    "people.OpenSession",
    "people.Consent",
    "people.Erasure",
    "people.OneTimeCode",
    "people.Organisation",
    "people.WrongTry",
    "places.CalendarYear",
    "places.Region",
    "web.Heartbeat",
}
OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("linli.")]
TENANTS = [model for model in OURS if issubclass(model, Tenant)]

each_tenant = pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
each_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.Field)]


def indexes(model: type[models.Model]) -> list[tuple[str, list[str]]]:
    """Every index and unique constraint with its fields, a leading '-' taken away; an expression has none."""
    found = chain(
        model._meta.indexes, (rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint))
    )
    return [(rule.name, [name.lstrip("-") for name in rule.fields]) for rule in found]


def test_every_model_is_a_street_s_or_named_as_reference() -> None:
    assert TENANTS
    assert {model._meta.label for model in OURS if model not in TENANTS} - REFERENCE == set()


@each_model
def test_the_key_is_a_uuid7_made_by_the_application(model: type[models.Model]) -> None:
    key = model._meta.pk
    assert isinstance(key, models.UUIDField)
    assert key.default is uuid7
    assert not [field for field in own_fields(model) if isinstance(field, models.AutoField)]


@each_model
def test_no_model_inherits_a_table_or_gets_one_made(model: type[models.Model]) -> None:
    assert model._meta.parents == {}
    assert model._meta.auto_created is False
    assert list(model._meta.many_to_many) == []


@each_model
def test_no_value_is_made_by_the_database(model: type[models.Model]) -> None:
    assert [field.name for field in own_fields(model) if field.db_default is not NOT_PROVIDED] == []
    assert [field.name for field in own_fields(model) if isinstance(field, GeneratedField)] == []


@each_tenant
def test_the_street_is_always_there(model: type[models.Model]) -> None:
    street = model._meta.get_field("street")
    assert isinstance(street, models.CharField)
    assert (street.max_length, street.null, street.blank, street.has_default()) == (9, False, False, False)


@each_tenant
def test_every_index_and_unique_rule_begins_with_the_street(model: type[models.Model]) -> None:
    assert {name: fields for name, fields in indexes(model) if fields[:1] != ["street"]} == {}
    assert not model._meta.unique_together
    assert [
        field.name
        for field in own_fields(model)
        if (field.unique or getattr(field, "db_index", False)) and not field.primary_key
    ] == []


@pytest.mark.parametrize(
    "model", [model for model in OURS if model not in TENANTS], ids=lambda model: model._meta.label
)
def test_a_reference_row_never_points_to_a_street_s_row(model: type[models.Model]) -> None:
    keys = [field for field in own_fields(model) if isinstance(field, models.ForeignKey)]
    assert [field.name for field in keys if issubclass(field.related_model, Tenant)] == []


@pytest.mark.postgres_only
@pytest.mark.django_db
def test_the_database_has_no_trigger_identity_or_default_of_its_own() -> None:
    tables = [model._meta.db_table for model in OURS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_class t ON t.oid = tgrelid WHERE NOT tgisinternal AND relname = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name = ANY(%s) AND (is_identity = 'YES' OR column_default IS NOT NULL)",
            [tables],
        )
        assert cursor.fetchall() == []
