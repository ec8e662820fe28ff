"""Fields and forms as data, and the check of what was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

from linli.kit.id_numbers import normal_id_number
from linli.kit.masking import mask_address, mask_id_number, mask_name, mask_phone
from linli.kit.phones import normal_phone
from linli.kit.refusals import refused_column
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from linli.kit.words import Words

Kind = Literal["text", "long", "tel", "name", "address", "id_number", "choice", "flag"]
Value = str | bool
Choice = tuple[str, "Words"]
Choices = tuple[Choice, ...] | Callable[[Any], tuple[Choice, ...]]

MASKS: Mapping[Kind, Callable[[str], str]] = {
    "name": mask_name,
    "tel": mask_phone,
    "address": mask_address,
    "id_number": mask_id_number,
}
"""Kinds that tell who somebody is, and how each is shown until there is a reason to see it whole."""

FOUND_AGAIN: frozenset[Kind] = frozenset({"tel", "id_number"})
"""Kinds by which a matter is found again when its person calls or comes: each is kept in one form."""

FREE: frozenset[Kind] = frozenset({"text", "long", *MASKS})
"""Kinds that hold a person's own words."""

REPLACEMENT = "\ufffd"
UNSEEN = frozenset(
    [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), *map(chr, range(0xE0000, 0xE0080))]
) | frozenset("\u200e\u200f\u2028\u2029\ufeff")
"""Signs that nobody sees but that turn, split or hide what others read; joiners and variants of emoji are not among them."""


@dataclass(frozen=True)
class Field:
    """One question.

    ``kind``: text (one line), long (several lines), tel (kept in the form of
    ``kit.phones``), name, address (in detail), id_number, choice (one code of ``choices``), flag (yes or no).
    ``choices`` may be a function of the asking situation. ``private`` answers never enter the ledger's facts: they
    become text beside the event. ``because`` says why an ID number is needed. ``audience`` reads the answer on pages, private or not. ``most`` is a length in characters.
    """

    name: str
    label: Words
    kind: Kind = "text"
    help: Words = ""
    required: bool = True
    most: int = 200
    choices: Choices = ()
    private: bool = False
    audience: str = "handlers"
    because: Words = ""

    def __post_init__(self) -> None:
        """Free words never enter the facts, and what is never kept is never asked: a ValueError where it is declared."""
        if self.kind == "id_number" and not self.because:
            message = f"{self.name} asks for an ID number without saying why the matter needs it"
            raise ValueError(message)
        if self.kind in FREE and not self.private:
            message = f"{self.name} asks for free words, so it must be private"
            raise ValueError(message)
        # Words of the program are translated when they are shown; the house's test reads them. Others are read here.
        spoken = [self.name, *(words for words in (self.label, self.help) if isinstance(words, str))]
        for words in spoken:
            if refusal := refused_column(words, about="answers"):
                message = f"{self.name} asks what has no place here ({refusal.code})"
                raise ValueError(message)

    def options(self, asking: Any = None) -> tuple[Choice, ...]:
        """The choices offered in this situation."""
        return self.choices(asking) if callable(self.choices) else self.choices

    def masked(self, text: str) -> str:
        """The answer as it is shown to whoever has no reason to see it whole."""
        mask = MASKS.get(self.kind)
        return mask(text) if mask else text

    @property
    def findable(self) -> bool:
        """Whether a matter is found again by this answer."""
        return self.kind in FOUND_AGAIN

    def words_for(self, code: object) -> Words:
        """The words of the choice ``code``, '' where it is none of a fixed list."""
        return "" if callable(self.choices) else dict(self.choices).get(str(code), "")


@dataclass(frozen=True)
class Checked:
    """What came of a form: clean ``values``, and for each field at fault the words that say why."""

    values: dict[str, Value] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """Questions asked together, in order."""

    fields: tuple[Field, ...] = ()

    def check(self, typed: Mapping[str, Any], asking: Any = None) -> Checked:
        """Clean ``typed`` (strings as a browser sends them, or values). Unknown names are ignored."""
        checked = Checked()
        for each in self.fields:
            value, error = _check(each, typed.get(each.name, ""), asking)
            checked.values[each.name] = value
            if error:
                checked.errors[each.name] = error
        return checked

    def named(self, name: str) -> Field:
        """The field called ``name``; KeyError if there is none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)


def _check(asked: Field, raw: object, asking: object) -> tuple[Value, Words]:
    if asked.kind == "flag":
        ticked = raw is True or raw in {"on", "true", "1", "yes"}
        return ticked, _("请勾选这一项。") if asked.required and not ticked else ""
    text = _tidy(str(raw or ""), lines=asked.kind == "long")
    fault = _fault(asked, text, asking)
    if fault or not text or asked.kind not in NORMAL:
        return text, fault
    normal, words = NORMAL[asked.kind]
    try:
        kept = normal(text)
    except Refused:
        kept = ""
    return kept or text, "" if kept else words


NORMAL: Mapping[Kind, tuple[Callable[[str], str], Words]] = {
    "tel": (normal_phone, _("电话号码不对：请填 11 位手机号，座机请带区号。")),
    "id_number": (normal_id_number, _("身份证号不对：请对照证件再填一遍，共 18 位。")),
}
"""Kinds that are kept in one form, and what is said of an answer that has none."""


def _fault(asked: Field, text: str, asking: object) -> Words:
    if not text:
        return _("请填写这一项。") if asked.required else ""
    if REPLACEMENT in text:
        return _("有些字认不出来，请重新输入。")
    if len(text) > asked.most:
        return _("太长了：最多 %(most)s 个字，现在 %(now)s 个。") % {"most": asked.most, "now": len(text)}
    if asked.kind == "choice" and text not in {code for code, _label in asked.options(asking)}:
        return _("请从列出的选项里选一个。")
    return ""


def _tidy(text: str, *, lines: bool) -> str:
    """Composed characters, no unseen signs, no blanks at the ends; several lines only where they are asked for."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in text if sign in "\n\t" or not _is_unseen(sign))
    kept = unicodedata.normalize("NFC", kept)
    return kept.replace("\t", " ").strip() if lines else " ".join(kept.split())


def _is_unseen(sign: str) -> bool:
    return sign in UNSEEN or unicodedata.category(sign) in {"Cc", "Cs", "Co"}
