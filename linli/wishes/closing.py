"""Confirming and rating a wish: by the wisher, or by the desk's call. A bad rating opens it again, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.flows.table import When
from linli.forms.fields import Field, Form
from linli.wishes import rules
from linli.wishes.publishing import hide

if TYPE_CHECKING:
    from linli.flows.act import Act

COMMENT = Field(
    "comment", _("想说几句吗？"), kind="long", required=False, most=300, private=True, audience="participants"
)

RATE = Form(
    (Field("rating", _("办得满意吗？"), kind="choice", choices=rules.RATINGS, audience="participants"), COMMENT)
)
RATE_BY_CALL = Form(
    (
        Field(
            "rating",
            _("本人的评价"),
            kind="choice",
            choices=(*rules.RATINGS, rules.NOT_RATED),
            audience="participants",
        ),
        Field("call", _("回访记录"), kind="long", help=_("什么时候联系的、本人怎么说。"), most=300, private=True),
    )
)
NOT_DONE = Form((Field("missing", _("哪里没有办好？"), kind="long", most=300, private=True, audience="participants"),))


def _reopens(act: Act) -> bool:
    return rules.reopens(int(act.answers["rating"]), act.record.reopened)  # type: ignore[attr-defined]


REOPENS = When("bad_first_time", _reopens, _("第一次评价为不满意或非常不满意"))


def rate(act: Act) -> None:
    """Keep the rating; none where the person gave none."""
    act.record.rating = int(act.answers["rating"]) or None  # type: ignore[attr-defined]


def reopen(act: Act) -> None:
    """Back to the desk that published it."""
    rate(act)
    act.record.reopened += 1  # type: ignore[attr-defined]
    hide(act)
