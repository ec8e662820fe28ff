"""Posts and tenures of a version before posts stood on every kind of place keep their place, people and days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.people.models import Post, Tenure

BEFORE = [("people", "0011_places_that_posts_took_over"), ("places", "0005_found_by_successor")]
STREET, HOME = "620103001", "620103001004"
SINCE = date(2026, 1, 1)


@pytest.fixture
def earlier() -> Any:
    """The models as they were; the tables are brought up again at the end, whatever happens."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    again = MigrationExecutor(connection)
    again.migrate(latest)


def settle(apps: Any) -> dict[str, Any]:
    """One post of each kind that there was, each held by the same account."""
    region, post = apps.get_model("places", "Region"), apps.get_model("people", "Post")
    common = {"valid_from": SINCE}
    street = region.objects.create(code=STREET, name="西园街道", level="street", parent="620103", **common)
    home = region.objects.create(code=HOME, name="林家庄社区居委会", level="community", parent=STREET, **common)
    grid = apps.get_model("places", "Grid").objects.create(
        street=STREET, place=HOME, community=home, code=f"{HOME}001", name="第一网格"
    )
    team = apps.get_model("people", "Organisation").objects.create(kind="volunteer_team", name="队", place=STREET)
    account = apps.get_model("people", "Account").objects.create(username="before", name="甲", password="!")
    rows: list[tuple[str, Any, dict[str, Any]]] = [
        ("desk", home, {}),
        ("street", street, {}),
        ("auditor", home, {}),
        ("system", street, {}),
        ("grid", home, {"grid": grid}),
        ("liaison", home, {"organisation": team}),
    ]
    for role, place, more in rows:
        made = post.objects.create(street=STREET, role=role, place=place, title=role, **more)
        tenure = apps.get_model("people", "Tenure")
        tenure.objects.create(street=STREET, post=made, account=account, since=SINCE)
    return {role: place.code for role, place, _more in rows}


@pytest.mark.django_db(transaction=True)
def test_what_was_there_stands_where_it_stood(earlier: Any) -> None:
    places = settle(earlier)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    kinds = {
        "desk": "community",
        "street": "street",
        "auditor": "community",
        "system": "street",
        "grid": "grid",
        "liaison": "organisation",
    }
    found = {post.role: (post.kind, post.place) for post in Post.objects.all()}
    assert found == {role: (kind, places[role]) for role, kind in kinds.items()}
    assert Post.objects.get(role="grid").code == f"{HOME}001"
    assert sorted(Tenure.objects.values_list("role", "post__role", "since", "until")) == sorted(
        (role, role, SINCE, None) for role in kinds
    )
