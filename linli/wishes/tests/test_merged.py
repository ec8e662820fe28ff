"""A community was merged into another: what is asked under the old code opens at the successor, which takes over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.kit.refused import Refused
from linli.places.models import Region
from tests.lives import raised
from tests.sheets import opened
from tests.town import ELSEWHERE, HOME

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def merge(successor: str) -> None:
    Region.objects.filter(code=HOME).update(valid_to=date(2026, 6, 1), successor=successor)


@pytest.mark.parametrize("paper", [HOME, f"{HOME}001"])
def test_an_old_code_on_paper_opens_at_the_successor(
    town: Town, resident: Someone, desk: Someone, other_desk: Someone, paper: str
) -> None:
    before = raised(resident.person)
    merge(ELSEWHERE)
    assert opened(Client(), reverse("raise", args=[paper]))["token"]
    after = raised(resident.person, place=paper)
    assert (after.place, after.responsible_post) == (ELSEWHERE, town.street.desk(ELSEWHERE))
    assert set(Case.objects.visible_to(other_desk.person)) == {after}
    assert set(Case.objects.visible_to(desk.person)) == {before}


def test_without_a_successor_in_the_street_the_old_code_is_refused(town: Town, resident: Someone) -> None:
    del town
    for successor in ("", "620102001001"):
        merge(successor)
        with pytest.raises(Refused) as refusal:
            raised(resident.person)
        assert refusal.value.code in {"place_not_open", "not_offered"}
        assert Client().get(reverse("raise", args=[HOME])).status_code == 404
