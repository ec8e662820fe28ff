"""How long what is kept is kept: a timer for each purpose, declared by whoever keeps it, run by the worker.

What a timer's days come from is an office's decision where no rule gives them; such a timer says so (待本地确认).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from linli.kit.words import Words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timer:
    """``what`` is kept for ``days()`` days, ``since`` when; ``run(now)`` lets a batch of it go and returns how many went.

    ``confirmed``: the days come from a rule, named in ``why``; else an office has to confirm them.
    """

    name: str
    what: Words
    since: Words
    why: Words
    days: Callable[[], int]
    run: Callable[[datetime], int]
    confirmed: bool = False


_timers: dict[str, Timer] = {}


def declare(timer: Timer) -> None:
    """Let a timer run. Called from ``AppConfig.ready()``."""
    _timers[timer.name] = timer


def timers() -> tuple[Timer, ...]:
    """All timers in the order of their declaration."""
    return tuple(_timers.values())


def run(*, now: datetime | None = None) -> int:
    """Let go what was kept long enough, a batch of each purpose; how many went. One that fails does not stop the others."""
    now = now or timezone.now()
    return sum(_run(timer, now) for timer in _timers.values())


def _run(timer: Timer, now: datetime) -> int:
    try:
        return timer.run(now)
    except Exception:
        logger.exception("the timer %s failed", timer.name)
        return 0
