"""The matters that come with the software: version 1 of each, until an office makes its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shipped:
    """A matter as shipped; see ``Matter`` for the columns."""

    code: str
    flow: str
    title: str
    title_en: str
    limits: dict[str, Any] = field(default_factory=dict)


_shipped: list[Shipped] = []


def declare(matter: Shipped) -> None:
    """Ship ``matter``. Called from ``AppConfig.ready()``."""
    if matter not in _shipped:
        _shipped.append(matter)


def install(**_signal: object) -> None:
    """Insert what is shipped where no version of it exists. Runs after every migration; changes nothing twice."""
    from linli.cases.models import Matter

    for shipped in _shipped:
        if not Matter.objects.filter(code=shipped.code, place="").exists():
            Matter.objects.create(
                code=shipped.code,
                flow=shipped.flow,
                title=shipped.title,
                title_en=shipped.title_en,
                limits=shipped.limits,
            )
