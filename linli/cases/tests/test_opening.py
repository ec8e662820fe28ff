"""Where a case may be opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from linli.cases.opening import desk_of
from linli.kit.refused import Refused
from linli.places.models import Region

if TYPE_CHECKING:
    from tests.town import Town


def test_a_place_whose_code_was_revoked_takes_no_new_case(town: Town) -> None:
    assert desk_of(town.grid.code) == town.street.desk(town.home.code)
    Region.objects.filter(pk=town.home.pk).update(valid_to=date(2026, 5, 1))
    for place in (town.home.code, town.grid.code):
        with pytest.raises(Refused, match="place_not_open"):
            desk_of(place)
    assert desk_of(town.elsewhere.code)
