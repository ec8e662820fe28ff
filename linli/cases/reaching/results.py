"""What came of a call or a visit: an event of the case and the end of what was owed, in one transaction, once per form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases import policy
from linli.flows.doors import note
from linli.flows.table import HANDLERS
from linli.forms.fields import Field, Form
from linli.ledger.events import Words as Said
from linli.notices import by_hand
from linli.notices.by_hand import Result
from linli.notices.ways import Way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.notices.models import Delivery
    from linli.people.person import Person

ASKED = Form(
    (
        Field(
            "way",
            _("怎么联系的？"),
            kind="choice",
            choices=tuple((way.value, words) for way, words in by_hand.HOW.items()),
        ),
        Field(
            "result",
            _("结果"),
            kind="choice",
            choices=tuple((result.value, words) for result, words in by_hand.RESULTS.items()),
        ),
        Field("words", _("本人说了什么？"), kind="long", required=False, most=200, private=True),
    )
)
FIELD = "contact"
"""The text beside the event: what was said, for those who handle the case."""


def write_down(case: Case, row: Delivery, person: Person, *, at: datetime, token: str, told: Mapping[str, Any]) -> Case:
    """Write what ``told`` (answers to ``ASKED``) says of ``row``. Raises AlreadySent, Refused (``reached_already``)."""
    assert person.account_id is not None  # noqa: S101 - such pages are for people who signed in
    by = person.account_id

    def does(act: Act) -> bool:
        way, result = Way(told["way"]), Result(told["result"])
        by_hand.note_result(street=row.street, key=row.pk, way=way, result=result, by=by, at=at)
        act.facts["as"] = min(policy.seat_roles(case, person))
        act.facts[by_hand.REACH] = {"way": way.value, "result": result.value}
        if told["words"] and HANDLERS in case.table.audiences:
            act.words.append(Said(field=FIELD, text=told["words"], audience=HANDLERS))
        return True

    return note(case, by_hand.REACH, by=person, at=at, does=does, token=token)
