"""Answers in a person's own words: a line, a text, a name, a number by which somebody is called or known."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.forms.values import Kind, Read
from linli.kit.id_numbers import normal_id_number
from linli.kit.masking import mask_address, mask_id_number, mask_name, mask_phone
from linli.kit.phones import normal_phone
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linli.forms.fields import Field
    from linli.forms.values import Value
    from linli.kit.words import Words

REPLACEMENT = "\ufffd"
UNSEEN = frozenset(
    [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), *map(chr, range(0xE0000, 0xE0080))]
) | frozenset("\u200e\u200f\u2028\u2029\ufeff")
"""Signs that nobody sees but that turn, split or hide what others read; joiners and variants of emoji are not among them."""
NEEDED = _("请填写这一项。")


def tidy(text: str, *, lines: bool = False) -> str:
    """Composed characters, no unseen signs, no blanks at the ends; several lines only where they are asked for."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in text if sign in "\n\t" or not _is_unseen(sign))
    kept = unicodedata.normalize("NFC", kept)
    return kept.replace("\t", " ").strip() if lines else " ".join(kept.split())


def one_line(asked: Field, typed: Mapping[str, Any]) -> str:
    """What was typed for a question, as one tidy line; '' where it was a list or nothing."""
    raw = typed.get(asked.name, "")
    return "" if isinstance(raw, list | dict) else tidy(str(raw if raw is not None else ""))


def fault_of(asked: Field, text: str) -> Words:
    """What is wrong with a text, '' for nothing."""
    if not text:
        return NEEDED if asked.required else ""
    if REPLACEMENT in text:
        return _("有些字认不出来，请重新输入。")
    if len(text) > asked.most:
        return _("太长了：最多 %(most)s 个字，现在 %(now)s 个。") % {"most": asked.most, "now": len(text)}
    return ""


def _is_unseen(sign: str) -> bool:
    return sign in UNSEEN or unicodedata.category(sign) in {"Cc", "Cs", "Co"}


def _read(asked: Field, typed: Mapping[str, Any], _asking: object, *, lines: bool = False) -> Read:
    text = tidy(str(typed.get(asked.name) or ""), lines=lines)
    return Read(text, fault_of(asked, text))


def _read_normal(
    asked: Field, typed: Mapping[str, Any], asking: object, *, normal: Callable[[str], str], words: Words
) -> Read:
    read = _read(asked, typed, asking)
    if read.fault or not read.value:
        return read
    try:
        kept = normal(str(read.value))
    except Refused:
        kept = ""
    return Read(kept or read.value, "" if kept else words)


def _words(_asked: Field, value: Value) -> str:
    return str(value)


def _schema(asked: Field) -> dict[str, Any]:
    return {"type": "string", "maxLength": asked.most}


def _hidden(mask: Callable[[str], str]) -> Callable[[Field, Value], Value]:
    return lambda _asked, value: mask(value) if isinstance(value, str) else value


TEXT = Kind(_read, _words, _schema, free=True)
LONG = Kind(partial(_read, lines=True), _words, _schema, free=True)
NAME = Kind(_read, _words, _schema, free=True, hide=_hidden(mask_name))
ADDRESS = Kind(_read, _words, _schema, free=True, hide=_hidden(mask_address))
TEL = Kind(
    partial(_read_normal, normal=normal_phone, words=_("电话号码不对：请填 11 位手机号，座机请带区号。")),
    _words,
    lambda asked: _schema(asked) | {"pattern": r"^(1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|\+[1-9][0-9]{6,14})?$"},
    free=True,
    hide=_hidden(mask_phone),
    findable=True,
)
ID_NUMBER = Kind(
    partial(_read_normal, normal=normal_id_number, words=_("身份证号不对：请对照证件再填一遍，共 18 位。")),
    _words,
    lambda asked: _schema(asked) | {"pattern": r"^([1-9][0-9]{16}[0-9X])?$"},
    free=True,
    hide=_hidden(mask_id_number),
    findable=True,
)
