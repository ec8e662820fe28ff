"""What stands in the place of an encrypted text that cannot be opened."""

from __future__ import annotations

from typing import Self

from django.utils.translation import gettext


class Unreadable(str):
    """Words that say that a text is there and does not open; a str, so that every page can show it.

    Whoever masks, cuts or opens a text further leaves it as it is; a field refuses to save it.
    """

    __slots__ = ()

    def __new__(cls) -> Self:
        """Say it in the language of the reader."""
        return super().__new__(cls, gettext("（这段内容暂时打不开，请联系管理员）"))
