"""Questions as data: one declaration gives page, checks, schema, printed form and spreadsheet column."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from linli.forms.form import Checked, Form
from linli.forms.kinds import FREE, KINDS, MASKED, KindName
from linli.kit.refusals import refused_column

if TYPE_CHECKING:
    from linli.forms.values import Kind, Value
    from linli.kit.words import Words

__all__ = ["Checked", "Field", "Form", "OnlyIf"]

Choice = tuple[str, "Words"]
Choices = tuple[Choice, ...] | Callable[[Any], tuple[Choice, ...]]
Bound = int | date | Callable[[Any], int | date] | None


@dataclass(frozen=True)
class OnlyIf:
    """A question is asked only where an earlier one of the form, called ``name``, was answered with one of ``codes``."""

    name: str
    codes: frozenset[str]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether it is asked, by the clean values of the questions before."""
        value = values.get(self.name, "")
        given = value if isinstance(value, list) else ["1" if value is True else "" if value is False else str(value)]
        return not self.codes.isdisjoint(given)


@dataclass(frozen=True)
class Field:
    """One question.

    ``kind``: see ``linli.forms.kinds``. ``choices`` (for choice and several) and the bounds ``least`` and ``greatest``
    (for number and date) may be functions of the asking situation, as ``within`` is: the code of the street or
    community in which a place is looked up or an organisation works. ``of`` are the questions of a table, ``rows`` how
    many rows it takes. ``private`` answers never enter the ledger's facts: they become text beside the event.
    ``because`` says why an ID number is needed. ``audience`` reads the answer on pages, private or not. ``most`` is a
    length in characters, ``decimals`` those of a number in ``unit``. ``only_if`` makes a question depend on an earlier
    answer. ``also`` is what its column is called in
    tables that others keep. ``known`` gives what is filled in beforehand in this situation. ``joins`` puts it on the screen of the question before, where a person is asked one thing at a time.
    """

    name: str
    label: Words
    kind: KindName = "text"
    help: Words = ""
    required: bool = True
    most: int = 200
    choices: Choices = ()
    private: bool = False
    audience: str = "handlers"
    because: Words = ""
    example: Words = ""
    least: Bound = None
    greatest: Bound = None
    decimals: int = 0
    unit: Words = ""
    within: Callable[[Any], str] | None = None
    of: Form = field(default_factory=Form)
    rows: int = 20
    only_if: OnlyIf | None = None
    joins: bool = False
    also: tuple[str, ...] = ()
    known: Callable[[Any], str] | None = None

    def __post_init__(self) -> None:
        """Free words never enter the facts, and what is never kept is never asked: a ValueError where it is declared."""
        if self.kind == "id_number" and not self.because:
            message = f"{self.name} asks for an ID number without saying why the matter needs it"
            raise ValueError(message)
        if (self.kind in FREE or any(each.private for each in self.of.fields)) and not self.private:
            message = f"{self.name} asks for free words, so it must be private"
            raise ValueError(message)
        if self.kind in {"place", "organisation"} and self.within is None and not self.choices:
            message = f"{self.name} does not say where it is looked up"
            raise ValueError(message)
        # Words of the program are translated when they are shown; the house's test reads them. Others are read here.
        spoken = [self.name, *(words for words in (self.label, self.help) if isinstance(words, str))]
        for words in spoken:
            if refusal := refused_column(words, about="answers"):
                message = f"{self.name} asks what has no place here ({refusal.code})"
                raise ValueError(message)

    @property
    def how(self) -> Kind:
        """What its kind knows to do."""
        return KINDS[self.kind]

    @property
    def findable(self) -> bool:
        """Whether a matter is found again by this answer when its person calls or comes."""
        return self.how.findable

    def options(self, asking: Any = None) -> tuple[Choice, ...]:
        """The choices offered in this situation."""
        if not self.choices and self.how.options:
            return self.how.options(self, asking)
        return self.choices(asking) if callable(self.choices) else self.choices

    def words_for(self, code: object) -> Words:
        """The words of the choice ``code``, '' where it is none of a fixed list."""
        return "" if callable(self.choices) else dict(self.choices).get(str(code), "")

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What it is called in every language: a table does not ask in which one a page is read."""
        return in_every_language(self.label)

    @cached_property
    def written(self) -> Mapping[str, str]:
        """For each choice of a fixed list, its code, by what it is called in every language."""
        fixed = () if callable(self.choices) else self.choices
        return {each: code for code, words in fixed for each in (code, *in_every_language(words))}

    def shown(self, value: Value) -> str:
        """A clean value as people read it."""
        return self.how.words(self, value)

    def kept(self, value: Value) -> str:
        """A private value as the text beside the event; '' where nothing was answered. ``opened`` is its opposite."""
        if value == self.how.empty:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def opened(self, text: str) -> Value:
        """The value of a text that was kept; a text that is none of this kind stays as it is."""
        if not self.how.structured:
            return text
        try:
            value: Value = json.loads(text)
        except ValueError:
            return text
        return value

    def hidden(self, value: Value) -> Value:
        """A value as it is shown to whoever has no reason to see it whole."""
        return self.how.hide(self, value) if self.how.hide else value

    def told(self, text: str, *, whole: bool = False) -> str:
        """A text that was kept, as people read it: masked unless ``whole``."""
        value = self.opened(text)
        return self.shown(value if whole else self.hidden(value))

    @property
    def tells_who(self) -> bool:
        """Whether the answer tells who somebody is, so that it is masked."""
        return self.kind in MASKED or any(each.kind in MASKED for each in self.of.fields)


def in_every_language(words: Words) -> tuple[str, ...]:
    """The same words in each language of the pages."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(words))
    return tuple(found)
