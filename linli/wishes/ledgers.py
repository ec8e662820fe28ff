"""Wishes from the ledgers that communities keep in Excel: which columns, what tells one wish from another, what is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.bulk.declared import Bulk, Finished
from linli.cases.participants import OTHER, WHOM
from linli.cases.privacy.sensitive import spoken_of
from linli.forms.form import Form
from linli.notices.ways import FIELD as HOW_TOLD
from linli.wishes import past
from linli.wishes.agreeing import AGREED_HEALTH
from linli.wishes.raising import FOR_OTHERS, NAME, PHONE, WORDS
from linli.wishes.rules import MATTER
from linli.wishes.telling import numbers_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.kit.words import Words


def wrong(values: Mapping[str, Any]) -> dict[str, Words]:
    """What raising would ask, and what has no place in the words of a wish."""
    words = str(values[WORDS.name])
    if told := numbers_in(words):
        return {WORDS.name: told}
    if not values[AGREED_HEALTH.name] and (word := spoken_of(words)):
        told = _(
            "写到了“%(word)s”。本人单独同意社区为办这件事使用的，加一列“%(column)s”写“是”；没有同意的，请改写这一句。"
        )
        return {WORDS.name: told % {"word": word, "column": AGREED_HEALTH.also[0]}}
    return {}


WISHES = Bulk(
    matter=MATTER,
    title=_("导入心愿台账"),
    asks=Form(tuple(asked for asked in FOR_OTHERS.fields if asked.name not in {WHOM.name, HOW_TOLD.name})),
    on=past.SAID_ON,
    same=(WORDS.name, NAME.name, PHONE.name),
    filled={WHOM.name: OTHER},
    wrong=wrong,
    finished=Finished(
        matter=past.SHIPPED.code, asks=past.ASKED, day=past.DONE_ON.name, words=_("补记办成的"), wrong=past.wrong
    ),
)
