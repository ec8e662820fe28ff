"""A figure is asked for a place by its code; what was merged into it is summed up with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.figures.places import place_of, streets_of
from linli.kit.refused import Refused
from linli.ledger import counting, figures, summing
from linli.ledger.summing import Period
from linli.places.models import Region
from tests.lives import raised
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def merge(old: str, new: str) -> None:
    Region.objects.filter(code=old).update(valid_to=date(2026, 6, 1), successor=new)


def raised_in(code: str) -> float | None:
    counting.catch_up([STREET])
    (found,) = summing.numbers([figures.named("wishes.raised")], place_of(code).codes, Period(TODAY, TODAY))
    return found["wishes.raised"].value


def test_what_was_merged_is_counted_under_its_own_code_and_summed_under_the_successor(
    town: Town, resident: Someone
) -> None:
    grid = town.grid.code
    raised(resident.person)
    raised(resident.person, place=grid)
    merge(HOME, ELSEWHERE)
    raised(resident.person, place=ELSEWHERE)
    assert place_of(ELSEWHERE).merged == (HOME,)
    assert [raised_in(code) for code in (HOME, ELSEWHERE, STREET, STREET[:6], grid)] == [2, 3, 3, 3, 1]


def test_a_chain_of_mergers_leads_to_its_end_and_nothing_counts_twice(town: Town) -> None:
    del town
    third, abroad = f"{STREET}001", "620102001001"
    merge(HOME, ELSEWHERE)
    merge(ELSEWHERE, third)
    merge(abroad, HOME)
    assert set(place_of(third).merged) == {HOME, ELSEWHERE, abroad}
    assert place_of(STREET).merged == (abroad,)
    assert place_of(HOME).merged == (abroad,)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("62", "place_unclear"),
        ("62010300100", "place_unclear"),
        ("西园街道", "place_unclear"),
        ("620103999", "place_unknown"),
        (f"{HOME}999", "place_unknown"),
        ("150102005", "place_not_in_use"),
    ],
)
def test_a_place_that_is_none_is_refused_in_words(town: Town, code: str, why: str) -> None:
    del town
    with pytest.raises(Refused) as refused:
        place_of(code)
    assert refused.value.code == why


def test_a_place_knows_the_streets_that_it_lies_in_or_holds(town: Town) -> None:
    for code in (town.grid.code, HOME, STREET, STREET[:6]):
        assert streets_of(place_of(code)) == [STREET]
