"""Whoever knows the rule and sees everything that is told learns of a small count only that it is small."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from linli.figures.suppression import SMALLEST, Told, told


@pytest.mark.parametrize(("parts", "most"), [(1, 20), (2, 16), (3, 11), (4, 8), (5, 6)])
def test_every_hidden_part_could_be_anything_that_is_small(parts: int, most: int) -> None:
    """All tables of this size: those that look the same in public leave each hidden part every small value."""
    alike: dict[Told, list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(most + 1), repeat=parts):
        alike[told(table)].append(table)
    assert len(alike) > 1
    for public, tables in alike.items():
        for place, shown in enumerate(public.parts):
            possible = {table[place] for table in tables}
            assert possible == ({shown} if shown is not None else set(range(SMALLEST)))


def test_a_total_that_tells_nothing_is_told_and_others_are_told_as_at_least() -> None:
    assert told([7, 9]) == Told((7, 9), 16, 16)
    assert told([7, 4]) == Told((7, None), None, 7)
    assert told([7, 2, 2, 2]) == Told((7, None, None, None), 13, 7)
    assert told([7, 4, 4, 4]) == Told((7, None, None, None), None, 7)
    assert told([0, 0]) == Told((None, None), None, 0)


def test_a_total_under_five_is_never_told() -> None:
    for table in product(range(4), repeat=4):
        if sum(table) < SMALLEST:
            assert told(table).total is None
