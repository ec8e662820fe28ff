"""Public words tell of nobody: what does is found and masked in a proposal, and a person confirms what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases.policy import seat_roles
from linli.cases.privacy.sensitive import SPOKEN_OF
from linli.flows.answers import Incomplete
from linli.flows.reading import readable
from linli.forms.fields import Field
from linli.kit import telling_words
from linli.kit.telling_words import Rule
from linli.kit.unreadable import Unreadable
from linli.ledger import texts
from linli.ledger.events import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linli.flows.act import Act
    from linli.kit.telling_words import Found
    from linli.kit.words import Words

SURE = Field(
    "sure",
    _("找到的称呼、学校、年纪我看过了，认不出是谁"),
    kind="flag",
    help=_("文字里有这样的字眼才要勾。"),
    required=False,
)
LONGEST = 120
HEALTH = Rule(SPOKEN_OF, "health", telling_words.MASK, sure=True)
"""Whoever consents to words about health is told that they are not published: so there is nothing to decide."""


def proposed(act: Act) -> str:
    """The wisher's words with masks where they tell who somebody is: to be put into better words by whoever publishes."""
    said = _said(act)
    return telling_words.without(said.get("words", ""), names=_names(said), also=[HEALTH])[:LONGEST]


def check(act: Act, text: str) -> None:
    """Incomplete where a text that is to be public tells who somebody is, or may and nobody has looked."""
    found = telling_words.find(text, names=_names(_said(act)), also=[HEALTH])
    if sure := [each for each in found if each.sure]:
        raise Incomplete({"public_text": _("文字里还有：%(found)s。请改掉。") % {"found": _in_words(text, sure)}})
    if found and not act.answers["sure"]:
        told = _("文字里有：%(found)s。可能认得出是谁：请改写；看过了、认不出的，勾上再公布。")
        raise Incomplete({SURE.name: told % {"found": _in_words(text, found)}})


def numbers_in(text: str) -> Words:
    """What to say where a text carries an ID or card number, which no wish needs; '' where it does not."""
    found = [each for each in telling_words.find(text) if each.kind in {"id_number", "card"}]
    kinds = gettext("、").join(dict.fromkeys(str(telling_words.KINDS[each.kind]) for each in found))
    return _("文字里有%(kinds)s，请去掉。") % {"kinds": kinds} if found else ""


def _said(act: Act) -> dict[str, str]:
    """The newest words of each field, as far as whoever acts may read them from their post. One statement."""
    record = act.record
    said = texts.of_stream(street=record.street, stream=record.id)
    held = seat_roles(record, act.by)  # type: ignore[arg-type]
    newest = {text.field: words_of(text) for text in readable(record, said, held)}
    return {field: words for field, words in newest.items() if not isinstance(words, Unreadable)}


def _names(said: dict[str, str]) -> list[str]:
    return [said["name"]] if said.get("name") else []


def _in_words(text: str, found: Iterable[Found]) -> str:
    """What was found and of which kind, as it is told to whoever publishes."""
    kinds = telling_words.KINDS
    return gettext("、").join(f"{kinds[each.kind]}“{text[each.start : each.end].strip()}”" for each in found)
