"""The one error that is meant for a person to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.kit.words import Words


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """Something asked for is not done, and the person is told why and what they can do.

    ``code`` is the refusal's stable English name: the same on screen, in the API and in the log.
    ``words`` say what happened and why, ``advice`` what to do next; both in the person's language.
    ``field`` names the answer at fault, if one is.
    """

    def __init__(self, code: str, words: Words, *, advice: Words = "", field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.advice = advice
        self.field = field
