"""Wishes that were granted before anybody wrote them down here: taken down from a ledger, over from the first moment.

Nobody can publish, claim or confirm in the past: such a wish is a record of its own that looks back, with the day on which
it was granted. It counts in its own figure and in no rate, and it keeps neither name nor phone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.catalogue import Shipped
from linli.cases.models import Case
from linli.cases.privacy.sensitive import spoken_of
from linli.flows.answers import Incomplete
from linli.flows.table import Audience, Flow, State, Step
from linli.forms.fields import Field, Form
from linli.wishes.raising import KIND, WORDS
from linli.wishes.rules import NOT_RATED, RATINGS
from linli.wishes.telling import numbers_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.flows.act import Act
    from linli.kit.words import Words

SHIPPED = Shipped(
    code="past_wish", flow="past_wish/1", title="微心愿（补记）", title_en="Micro-wish (from a ledger)", limits={}
)

SAID_ON = Field(
    "said_on",
    _("哪天登记的？"),
    kind="date",
    required=False,
    audience="handlers",
    also=("登记时间", "登记日期", "征集时间", "征集日期", "提出时间", "日期", "时间"),
)
DONE_ON = Field(
    "done_on",
    _("哪天办成的？"),
    kind="date",
    help=_("写了这一天的，作为办成的心愿补记。"),
    audience="handlers",
    also=("完成时间", "完成日期", "办结时间", "办结日期", "办成时间", "办成日期", "实现时间", "圆梦时间"),
)
OUTCOME = Field(
    "outcome",
    _("办得怎么样？"),
    kind="long",
    required=False,
    most=300,
    private=True,
    also=("办理结果", "办理情况", "完成情况", "落实情况", "办结情况"),
)
RATING = Field(
    "rating",
    _("本人的评价"),
    kind="choice",
    choices=(*RATINGS, NOT_RATED),
    required=False,
    audience="handlers",
    also=("满意度", "评价", "满意情况", "居民评价"),
)
ASKED = Form((replace(WORDS, audience="handlers"), KIND, SAID_ON, DONE_ON, OUTCOME, RATING))


def wrong(values: Mapping[str, Any]) -> dict[str, Words]:
    """What may not stand in a wish that is over: nobody can be asked any more whether they agree."""
    found: dict[str, Words] = {}
    for name in (WORDS.name, OUTCOME.name):
        text = str(values.get(name) or "")
        if word := spoken_of(text):
            found[name] = _("写到了“%(word)s”。补记的心愿不收健康、残疾情况，请改写这一句。") % {"word": word}
        elif told := numbers_in(text):
            found[name] = told
    return found


def take_down(act: Act) -> None:
    """What it was, and how it was rated. Incomplete where the words speak of health or carry numbers."""
    if found := wrong(act.answers):
        raise Incomplete(found)
    act.record.kind = act.answers["kind"]  # type: ignore[attr-defined]
    act.record.rating = int(act.answers["rating"] or 0) or None  # type: ignore[attr-defined]


PAST_WISH = Flow(
    name="past_wish/1",
    noun="past_wish",
    title=_("微心愿（补记）"),
    model=Case,
    states={"closed": State(_("已办结"), "done", final=True)},
    steps=(Step("record", _("补记办成的心愿"), (), "closed", ("desk",), ASKED, does=(take_down,), stops=True),),
    roles={"desk": _("社区")},
    audiences={"handlers": Audience(_("社区工作人员"), frozenset({"desk"}))},
    clocks={},
    headline=("words",),
    looks_back=True,
)
