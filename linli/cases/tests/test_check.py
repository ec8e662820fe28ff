"""`linli verify` sees that the matter of a case was changed behind its back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from linli.cases.models import Matter
from linli.ledger.verify import verify
from tests.lives import raised
from tests.town import STREET

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.ledger.report import Damage
    from tests.town import Someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(resident: Someone) -> list[Case]:
    """Two wishes on the same matter."""
    return [raised(resident.person), raised(resident.person)]


def found() -> list[Damage]:
    return verify().damages


def test_matters_as_they_were_are_sound_also_after_an_office_made_its_own(cases: list[Case], resident: Someone) -> None:
    old = cases[0].matter
    own = {**old.limits, "check": {"days": 1, "confirmed": True}}
    Matter.objects.create(code=old.code, place=STREET, flow=old.flow, title="心愿", title_en="Wish", limits=own)
    raised(resident.person)
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "wishes"),
        ("place", STREET),
        ("version", 7),
        ("flow", "wish/2"),
        ("title", "别的"),
        ("title_en", "Other"),
        ("limits", {"check": {"days": 300, "confirmed": True}}),
        ("limits", {"check": {"days": 0.5}}),
    ],
)
def test_any_change_of_a_matter_is_named_once_with_a_case_of_it(cases: list[Case], column: str, value: Any) -> None:
    matter = cases[0].matter
    Matter.objects.filter(id=matter.id).update(**{column: value})
    (damage,) = found()
    assert (damage.table, damage.row) == ("matter", str(matter.id))
    assert damage.what == ("unreadable" if value == {"check": {"days": 0.5}} else "matter_differs")


def test_a_change_of_what_no_case_uses_is_none(cases: list[Case]) -> None:
    assert cases
    unused = Matter.objects.exclude(id=cases[0].matter_id).first()
    assert unused
    Matter.objects.filter(id=unused.id).update(title="别的")
    assert found() == []


@pytest.mark.sqlite_only
def test_limits_that_are_no_json_are_named_and_hide_nothing_else(cases: list[Case]) -> None:
    matter = cases[0].matter
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE cases_matter SET limits = '{' WHERE id = %s", [matter.id.hex])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    (damage,) = found()
    assert (damage.what, damage.row) == ("matter_differs", str(matter.id))
