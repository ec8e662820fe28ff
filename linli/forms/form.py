"""Questions asked together: what was typed is checked, and the same declaration describes itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from linli.kit.canonical import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field
    from linli.kit.words import Words

DIGEST = "linli/form/1"


@dataclass(frozen=True)
class Checked:
    """What came of a form: clean ``values``, and for each input at fault the words that say why."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """Questions asked together, in order."""

    fields: tuple[Field, ...] = ()

    def check(self, typed: Mapping[str, Any], asking: Any = None) -> Checked:
        """Clean ``typed`` (strings as a browser sends them, or values). Unknown names are ignored.

        What was typed for a question that is not asked, by its condition, is left out.
        """
        checked = Checked()
        for each in self.fields:
            if each.only_if and not each.only_if.holds(checked.values):
                checked.values[each.name] = each.how.empty
                continue
            read = each.how.read(each, typed, asking)
            checked.values[each.name] = read.value
            if read.fault:
                checked.errors[each.name] = read.fault
            checked.errors.update(read.faults)
        return checked

    def named(self, name: str) -> Field:
        """The field called ``name``; KeyError if there is none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    def schema(self) -> dict[str, Any]:
        """The form as a JSON Schema (2020-12) object; words in the language in use."""
        properties = {
            each.name: {"title": str(each.label), **each.how.schema(each), **_described(each)} for each in self.fields
        }
        needed = [each.name for each in self.fields if each.required and not each.only_if]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": needed} if needed else {}),
        }

    @cached_property
    def digest(self) -> str:
        """Twelve signs that change when what is asked changes, not when it is only worded anew."""
        return digest(DIGEST, {"asks": [_shape(each) for each in self.fields]})[:12]


def _described(asked: Field) -> dict[str, Any]:
    told = " ".join(str(words) for words in (asked.help, asked.because) if words)
    condition = {"x-only-if": {asked.only_if.name: sorted(asked.only_if.codes)}} if asked.only_if else {}
    return {
        **({"description": told} if told else {}),
        **({"examples": [str(asked.example)]} if asked.example else {}),
        **condition,
    }


def _shape(asked: Field) -> dict[str, Any]:
    codes = [] if callable(asked.choices) else [code for code, _words in asked.choices]
    condition = [asked.only_if.name, *sorted(asked.only_if.codes)] if asked.only_if else []
    columns = [_shape(each) for each in asked.of.fields]
    return {
        "name": asked.name,
        "kind": asked.kind,
        "required": asked.required,
        "codes": codes,
        "only_if": condition,
        "of": columns,
    }
