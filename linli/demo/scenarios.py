"""Which towns the demo can build, each through the same verbs that people use, all or nothing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.db import transaction

from linli.demo import town, xiyuan
from linli.demo.people import GRIDS, SIGN_INS, STREET
from linli.people.models import Account
from linli.people.serving.opening import open_street
from linli.places.load import load_five_streets

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SCENARIOS", "SIGN_INS", "build", "exists"]

SCENARIOS: dict[str, Callable[..., None]] = {"town": town.tell, "xiyuan": xiyuan.tell}
"""Name → what tells it. ``town``, the first, is a month of wishes up to today."""


def exists() -> bool:
    """Whether a demo town is here already."""
    return Account.objects.filter(is_demo=True).exists()


@transaction.atomic
def build(*, seed: int, scenario: str, password: str) -> None:
    """Build the town called ``scenario``. Another ``seed`` gives other wishes to other people. ValueError if unknown."""
    tell = SCENARIOS.get(scenario or next(iter(SCENARIOS)))
    if tell is None:
        message = f"no scenario is called {scenario}; there is: {', '.join(SCENARIOS)}"
        raise ValueError(message)
    load_five_streets()
    street = open_street(STREET, grids=GRIDS)
    tell(street, random.Random(seed), password=password)  # noqa: S311 - a story, not a secret
