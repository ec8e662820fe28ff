"""The limits of follow-up in words, as they hold for a matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.cases.follow_up import rules
from linli.cases.timing.clock_words import length

if TYPE_CHECKING:
    from linli.cases.beside import Limit
    from linli.cases.matters import Matter


def told(matter: Matter) -> dict[str, Limit]:
    """What is limited, to what, and whether an office confirmed it, by the name of the limit."""
    return {
        name: (rules.WORDS[name], _value(matter, name), bool(limit["confirmed"]))
        for name, limit in rules.limits(matter).items()
    }


def _value(matter: Matter, name: str) -> str:
    if name == rules.TRIES:
        return _("%(count)s 天") % {"count": rules.tries(matter)}
    return length(rules.span(matter, name))
