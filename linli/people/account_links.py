"""What stands on one's own page: each floor declares the pages that it has for the person who signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.kit.words import Words


@dataclass(frozen=True)
class Link:
    """A page: its name, the name of its route, a line about it; the lowest ``order`` stands first."""

    label: Words
    route: str
    note: Words = ""
    order: int = 50


_links: dict[str, Link] = {}


def declare(link: Link) -> None:
    """Add a page. Called from ``AppConfig.ready()``."""
    _links[link.route] = link


def links() -> list[Link]:
    """All of them in their order."""
    return sorted(_links.values(), key=lambda link: (link.order, link.route))
