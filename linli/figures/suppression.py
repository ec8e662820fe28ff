"""Small counts stay hidden in public, and so does what would give one away.

A table has parts and their total. A part under 5 is hidden, zero as well: "nobody" is also something about somebody. The
exact total would tell what the hidden parts are together: it is told only where that leaves every hidden part free to be
anything from 0 to 4. Else the total is told as "at least" the sum of what is shown, which tells nothing more. So nobody
who knows this rule learns of a hidden part more than that it is under 5; a test tries all small tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST = 5
"""The smallest count that is told in public."""


@dataclass(frozen=True)
class Told:
    """Parts and total as they may be told: None is hidden; where the total is, ``at_least`` stands for it."""

    parts: tuple[int | None, ...]
    total: int | None
    at_least: int


def told(parts: Sequence[int]) -> Told:
    """What may be told of these parts and of their total."""
    shown = tuple(value if value >= SMALLEST else None for value in parts)
    hidden = [value for value in parts if value < SMALLEST]
    most_of_the_others = (len(hidden) - 1) * (SMALLEST - 1)
    may = not hidden or SMALLEST <= sum(hidden) <= most_of_the_others
    return Told(shown, sum(parts) if may else None, sum(value or 0 for value in shown))


def may_tell(parts: Sequence[int]) -> bool:
    """Whether all of these may be told together, as the two counts of a rate and what each leaves of the other."""
    return all(value >= SMALLEST for value in parts)
