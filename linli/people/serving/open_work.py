"""What is open at a post: asked of the floors above, which know it, whenever a post is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from linli.people.models import Post


@dataclass(frozen=True)
class Open:
    """One thing that waits at a post: a word to say aloud and where it is read by whoever may read it. No contents."""

    label: str
    url: str
    late: bool = False


_declared: list[Callable[[Post], Iterable[Open]]] = []


def declare(what: Callable[[Post], Iterable[Open]]) -> None:
    """Ask ``what`` for the things that are open at a post. Called from ``AppConfig.ready()``."""
    if what not in _declared:
        _declared.append(what)


def open_at(post: Post) -> list[Open]:
    """Everything that is open at the post now."""
    return [one for what in _declared for one in what(post)]
