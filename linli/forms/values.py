"""What an answer is once it was read, and what a kind of question knows to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linli.forms.fields import Field
    from linli.kit.words import Words

Value = str | bool | int | list[str] | list[dict[str, Any]]
"""Text and codes are str, flags bool, whole numbers int, several codes list[str], a table one dict for each row."""


@dataclass(frozen=True, slots=True)
class Read:
    """An answer that was read: its clean ``value``, or the ``fault`` in words; ``faults`` by input where it has several."""

    value: Value
    fault: Words = ""
    faults: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of question works.

    ``read(asked, typed, asking)`` cleans what was typed; ``words(asked, value)`` says the value to people;
    ``schema(asked)`` describes it (JSON Schema). ``free`` kinds hold a person's own words and are always private;
    ``hide(asked, value)`` gives the value as it is shown until there is a reason to see it whole; a matter is found again
    by a ``findable`` one. ``empty`` is the value of no answer, ``structured`` one that is kept as JSON.
    ``options(asked, asking)`` offers what a question without choices of its own offers.
    """

    read: Callable[[Field, Mapping[str, Any], Any], Read]
    words: Callable[[Field, Value], str]
    schema: Callable[[Field], dict[str, Any]]
    free: bool = False
    hide: Callable[[Field, Value], Value] | None = None
    findable: bool = False
    empty: Value = ""
    structured: bool = False
    options: Callable[[Field, Any], tuple[tuple[str, Words], ...]] | None = None
