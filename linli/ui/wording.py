"""Lists and sentences put together with the signs of the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable


def listed(words: Iterable[object]) -> str:
    """Join words into a list: 社区、街道, in English "Community, Street"; what repeats stands once.

    A question stands in a list without its mark: 您有什么心愿、是哪一类.
    """
    return pgettext("between words of a list", "、").join(dict.fromkeys(str(word).rstrip("？?") for word in words))


def told(sentences: Iterable[object]) -> str:
    """Join clauses: 甲；乙, in English "One; two"."""
    return pgettext("between clauses", "；").join(str(sentence) for sentence in sentences)
