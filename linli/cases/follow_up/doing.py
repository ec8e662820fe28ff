"""What may be done in the follow-up of a case, by whom: one table, from which buttons and pages are made."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.deeds.table import Deed, Room
from linli.cases.follow_up import answering, objecting, policy, putting_right, rules, standing
from linli.cases.follow_up.answering import Told
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.matters import Matter
from linli.cases.policy import OWN
from linli.cases.reading import shown
from linli.forms.fields import Field, Form
from linli.ledger.days import day_of
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.cases.deeds.noting import Doer
    from linli.cases.models import Case
    from linli.kit.words import Words
    from linli.people.person import Person

Channel, Kind = FollowUp.Channel, Objection.Kind
YES, NO = "yes", "no"

CONTACTED = Field("contacted", _("有人联系过您吗？"), kind="choice", choices=((YES, _("联系过")), (NO, _("没有"))))
SOLVED = Field("solved", _("事情解决了吗？"), kind="choice", choices=((YES, _("解决了")), (NO, _("没有解决"))))
RATING = Field("rating", _("您满意吗？"), kind="choice", choices=rules.RATINGS)
WORDS = Field("words", _("想说几句吗？"), kind="long", required=False, most=300, private=True)
QUESTIONS = Form((CONTACTED, SOLVED, RATING, WORDS))
"""The same three for whoever answers, on whatever way; each may be seen by those in whose matter it is and the desk."""

HOW = Field(
    "how", _("怎么问到的？"), kind="choice", choices=((Channel.CALL, Channel.CALL.label), (Channel.VISIT, Channel.VISIT.label))
)  # fmt: skip
BY_HAND = Form(
    (
        HOW,
        replace(CONTACTED, label=_("本人说，有人联系过吗？")),
        replace(SOLVED, label=_("本人说，解决了吗？")),
        replace(RATING, label=_("本人的评价")),
        replace(WORDS, label=_("本人还说了什么？")),
    )
)
HEARD = Form(
    (Field("words", _("本人怎么说？"), kind="long", help=_("哪里不满意、希望怎么办。"), most=300, private=True),)
)
DONE = Form(
    (
        Field(
            "words",
            _("做了什么？"),
            kind="long",
            help=_("这段话本人看得到，之后可以追评一次。"),
            most=300,
            private=True,
        ),
    )
)
DECISION = Form(
    (
        Field("decision", _("成立吗？"), kind="choice", choices=((YES, _("成立")), (NO, _("不成立")))),
        Field("words", _("理由"), kind="long", most=300, private=True),
    )
)
LIFTED = Form((Field("words", _("为什么恢复？"), kind="long", most=300, private=True),))

ABOUT: dict[str, Words] = {
    Kind.RATING: _(
        "只对不满意、非常不满意的评价。由街道审，期间评价照算；成立了，满意率另算一遍不含它的，评价本身不删。"
    ),
    Kind.DUTY: _("这件事本来就不该由这里办。由街道审；成立了，各项比率另算一遍不含它的。"),
    Kind.LEFT_OUT: _("由街道审。批准了，各项比率另算一遍不含它的；含不含的数都看得到。"),
}
TITLES: dict[str, tuple[str, Words, Words, Words]] = {
    Kind.RATING: ("rating", _("对评价申诉"), _("审对评价的申诉"), _("申诉不再成立")),
    Kind.DUTY: ("duty", _("对派错申诉"), _("审对派错的申诉"), _("申诉不再成立")),
    Kind.LEFT_OUT: ("left_out", _("申请剔除"), _("审剔除的申请"), _("恢复计入")),
}


def roles(case: Case, person: Person) -> frozenset[str]:
    """The roles of a person, and of what they may decide: `reviewer_KIND`."""
    return with_reviews(case, person, policy.held_by(case, person, shown.all_roles(case, person)))


def with_reviews(case: Case, person: Person, held: frozenset[str]) -> frozenset[str]:
    """The same for whoever's roles are known."""
    if held.isdisjoint(policy.STREET):
        return held
    live = [row for kind in Kind if (row := standing.of(case).live(kind)) is not None]
    return held | {f"reviewer_{row.kind}" for row in live if policy.may_decide(case, person, row)}


def _told(answers: Mapping[str, Any], channel: str) -> Told:
    return Told(
        contacted=answers["contacted"] == YES,
        solved=answers["solved"] == YES,
        rating=int(answers["rating"]),
        words=answers["words"],
        channel=channel,
    )


def answer(case: Case, doer: Doer, answers: Mapping[str, Any], *, channel: str = Channel.PAGE) -> Case:
    """Take what was answered to QUESTIONS."""
    return answering.answer(case, doer, _told(answers, channel))


def _is_asked_here(case: Case) -> bool:
    """Where the flow asks by itself, its own step is the button."""
    return case.closed is not None and answering.may_answer(case, standing.of(case).row)


def _may_be_tried(case: Case) -> bool:
    row = standing.of(case).row
    return row is not None and bool(row.waits) and rules.may_be_tried(
        row.tried and day_of(row.tried), timezone.localdate()
    )  # fmt: skip


def _may_object(case: Case, kind: str) -> bool:
    now = standing.of(case)
    return objecting.fits(case, now.row, now.objections, kind)


def _may_be_decided(case: Case, kind: str, *, upheld: bool) -> bool:
    row = standing.of(case).live(kind)
    return row is not None and (row.upheld is True) is upheld


def _tried(case: Case) -> list[tuple[Words, str]]:
    row = standing.of(case).row
    last = dates.day(row.tried) if row and row.tried else ""
    return [(_("上次没有联系上"), last), (_("已经试过"), _("%(count)s 天") % {"count": row.tries} if row else "")]


def _objected(case: Case, kind: str) -> list[tuple[Words, str]]:
    row = standing.of(case).live(kind)
    if row is None:
        return []
    return [
        (_("提的原因"), str(rules.REASONS[kind][row.reason])),
        (_("哪天提的"), dates.day(row.asked)),
        (_("说明情况"), objecting.why(case, kind)),
    ]


def _reasons(kind: str) -> Form:
    def choices(case: Any) -> tuple[tuple[str, Words], ...]:
        return rules.reasons(Matter.kept(case.matter_id), kind)

    return Form(
        (
            Field("reason", _("什么原因？"), kind="choice", choices=choices),
            Field(
                "words", _("说明情况"), kind="long", help=_("写清事实和依据；不写本人的隐私。"), most=300, private=True
            ),
        )
    )


def _object(kind: str) -> Deed:
    name, label, _review, _lift = TITLES[kind]
    who = (*policy.DESK, *policy.STREET) if kind == Kind.LEFT_OUT else policy.RATED
    return Deed(
        f"object_{name}",
        label,
        who,
        _reasons(kind),
        partial(_may_object, kind=kind),
        lambda case, doer, told: objecting.object_to(case, doer, kind=kind, reason=told["reason"], words=told["words"]),
        ABOUT[kind],
    )


def _decide(kind: str) -> Deed:
    name, _label, review, _lift = TITLES[kind]
    return Deed(
        f"decide_{name}",
        review,
        (f"reviewer_{kind}",),
        DECISION,
        partial(_may_be_decided, kind=kind, upheld=False),
        lambda case, doer, told: objecting.decide(
            case, replace(doer, held="street"), kind=kind, upheld=told["decision"] == YES, words=told["words"]
        ),
        _("提的人和被评的人不能审。结果和理由，提的人看得到；本人看得到结果。"),
        facts=partial(_objected, kind=kind),
    )


def _lift(kind: str) -> Deed:
    name, _label, _review, lift = TITLES[kind]
    return Deed(
        f"lift_{name}",
        lift,
        (f"reviewer_{kind}",),
        LIFTED,
        partial(_may_be_decided, kind=kind, upheld=True),
        lambda case, doer, told: objecting.lift(case, replace(doer, held="street"), kind=kind, words=told["words"]),
        _("以后又照常计入各项比率。"),
        facts=partial(_objected, kind=kind),
    )


DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            "answer",
            _("说说办得怎么样"),
            tuple(sorted(OWN)),
            QUESTIONS,
            _is_asked_here,
            answer,
            _("三个问题，几秒钟就好。您的评价，社区和街道看得到。"),
            face="resident",
        ),
        Deed(
            "note",
            _("记下本人的回答"),
            policy.ASKERS,
            BY_HAND,
            _is_asked_here,
            lambda case, doer, told: answering.answer(case, doer, _told(told, told["how"])),
            _("照本人说的记。第一次的评价算数，以后不能改。"),
        ),
        Deed(
            "not_reached",
            _("没有联系上"),
            policy.ASKERS,
            Form(),
            _may_be_tried,
            lambda case, doer, _told: answering.not_reached(case, doer),
            _("一天最多记一次。分几天都没有联系上，就不再打扰；本人以后还可以自己评价。"),
            facts=_tried,
        ),
        Deed(
            "call_back",
            _("差评电话打过了"),
            policy.DESK,
            HEARD,
            lambda case: putting_right.owes_a_call(standing.of(case).row),
            lambda case, doer, told: putting_right.call_back(case, doer, words=told["words"]),
            _("先听本人说哪里不满意，再商量怎么整改。记的话只有社区工作人员看得到。"),
        ),
        Deed(
            "put_right",
            _("整改好了"),
            policy.DESK,
            DONE,
            lambda case: putting_right.may_be_said_right(case, standing.of(case).row),
            lambda case, doer, told: putting_right.put_right(case, doer, words=told["words"]),
            _("写清做了什么。本人看得到，并且可以追评一次。"),
        ),
        *(make(kind) for make in (_object, _decide, _lift) for kind in Kind),
    )
}
ROOM = Room("case_follow_up_deed", DEEDS)

NOTED: dict[str, Words] = {
    answering.ANSWER: _("本人评价了"),
    answering.TRY: _("回访没有联系上"),
    putting_right.CALL_BACK: _("差评后打了电话"),
    putting_right.PUT_RIGHT: _("整改好了"),
    putting_right.LATE: _("差评后超过时限"),
    objecting.OBJECT: _("提出申诉或剔除"),
    objecting.DECIDE: _("审了申诉或剔除"),
    objecting.LIFT: _("恢复计入"),
}
"""The verb of each event in words."""
