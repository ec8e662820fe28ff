"""Addresses at which whoever is told something answers it without signing in, as floors declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.notices.models import Notice

_finders: list[Callable[[Notice], str]] = []

TEMPLATE = "question"
"""The text message that carries one: its ``code`` is the last part of the address."""


def declare(find: Callable[[Notice], str]) -> None:
    """Let ``find`` give the code with which a notice is answered, '' for none. Called from ``AppConfig.ready()``."""
    if find not in _finders:
        _finders.append(find)


def of(notice: Notice) -> str:
    """The code of a notice; '' where it asks nothing."""
    return next((code for find in _finders if (code := find(notice))), "")
