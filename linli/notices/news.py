"""The words of notices: those of a flow's steps, and those of what is noted beside the steps, as floors declare them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from linli.flows.table import declared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linli.flows.table import Flow, News

_noted: dict[str, tuple[News, ...]] = {}


def declare(news: Iterable[News]) -> None:
    """Let people be told of what is noted beside the steps of whatever flow. Called from ``AppConfig.ready()``."""
    for one in news:
        if one not in _noted.get(one.event, ()):
            _noted[one.event] = (*_noted.get(one.event, ()), one)


def is_news(verb: str) -> bool:
    """Whether somebody may have to be told of an event with this verb: a step of a flow, or a note of which one is told."""
    return verb in _verbs(len(declared()), len(_noted))


@lru_cache(maxsize=2)
def _verbs(_flows: int, _notes: int) -> frozenset[str]:
    steps = {flow.event_of(step) for flow in declared() for step in flow.steps}
    return frozenset(steps | {f"{flow.noun}.{event}" for flow in declared() for event in _noted})


def told_to(flow: Flow, event: str) -> frozenset[str]:
    """The roles that are told of ``event`` (without its noun)."""
    return flow.tells(event) | {role for news in _noted.get(event, ()) for role in news.to}


def of(flow: Flow, event: str, role: str) -> News:
    """What somebody in ``role`` is told of ``event``."""
    noted = next((news for news in _noted.get(event, ()) if role in news.to), None)
    return noted or flow.news_of(event, role)
