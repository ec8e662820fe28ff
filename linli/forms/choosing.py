"""Answers that are chosen: one code of a list, several of them, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.forms.own_words import NEEDED, tidy
from linli.forms.values import Kind, Read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field

NOT_OFFERED = _("请从列出的选项里选一个。")
YES = frozenset({"on", "true", "1", "yes"})


def _read_choice(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    raw = typed.get(asked.name) or ""
    code = raw[:200] if isinstance(raw, str) else str(raw)
    code = tidy(code)
    if not code:
        return Read("", NEEDED if asked.required else "")
    known = any(code == offered for offered, _words in asked.options(asking))
    return Read(code, "" if known else NOT_OFFERED)


def _read_several(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    """Codes in the order in which they are offered, each once."""
    raw = typed.get(asked.name) or []
    chosen = [tidy(str(code)) for code in (raw if isinstance(raw, list | tuple) else [raw])]
    offered = [code for code, _words in asked.options(asking)]
    if any(code and code not in offered for code in chosen):
        return Read([], NOT_OFFERED)
    codes = [code for code in offered if code in chosen]
    return Read(codes, NEEDED if asked.required and not codes else "")


def _read_flag(asked: Field, typed: Mapping[str, Any], _asking: object) -> Read:
    raw = typed.get(asked.name, "")
    ticked = raw is True or (isinstance(raw, str) and raw in YES)
    return Read(ticked, _("请勾选这一项。") if asked.required and not ticked else "")


def _word(asked: Field, code: str) -> str:
    return str(asked.words_for(code)) or code


def _choice_schema(asked: Field) -> dict[str, Any]:
    codes = [] if callable(asked.choices) else [code for code, _words in asked.choices]
    empty = [] if asked.required else [""]
    return {"type": "string", **({"enum": [*codes, *empty]} if codes else {})}


def _several_schema(asked: Field) -> dict[str, Any]:
    codes = [] if callable(asked.choices) else [code for code, _words in asked.choices]
    items = {"type": "string", **({"enum": codes} if codes else {})}
    return {"type": "array", "items": items, "uniqueItems": True, **({"minItems": 1} if asked.required else {})}


CHOICE = Kind(_read_choice, lambda asked, value: _word(asked, str(value)) if value else "", _choice_schema)
SEVERAL = Kind(
    _read_several,
    lambda asked, value: (
        gettext("、").join(_word(asked, str(code)) for code in value) if isinstance(value, list) else ""
    ),
    _several_schema,
    empty=[],
    structured=True,
)
FLAG = Kind(
    _read_flag,
    lambda _asked, value: gettext("是") if value else gettext("否"),
    lambda asked: {"type": "boolean", **({"const": True} if asked.required else {})},
    empty=False,
    structured=True,
)
