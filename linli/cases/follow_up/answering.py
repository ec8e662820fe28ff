"""How it went, told by the person of a case or noted for them from a call or a visit. The first answer is the one that counts.

Where the flow itself asks (``Flow.rates``), the answer is its step; where it does not, or its case ended without a rating,
the answer is written down here. A second one is kept as 追评 where something bad was put right, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases.follow_up import asking, rules
from linli.cases.follow_up.catching_up import catch_up, due, follow_up_of
from linli.cases.follow_up.models import FollowUp
from linli.cases.follow_up.writing import say, write_down
from linli.cases.matters import Matter
from linli.flows.doors import take
from linli.kit.refused import Refused
from linli.ledger.days import day_of
from linli.ui import dates

if TYPE_CHECKING:
    from linli.cases.deeds.noting import Doer
    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.flows.table import Step

ANSWER, TRY = "follow_up_answer", "follow_up_try"
FIELD = "follow_up_words"
NOT_SOLVED = _("本人回访时说还没有解决。")


@dataclass(frozen=True)
class Told:
    """The three answers, and what was said besides; how they came."""

    contacted: bool
    solved: bool
    rating: int
    words: str
    channel: str


def may_answer(case: Case, row: FollowUp | None) -> bool:
    """Whether an answer would be taken now."""
    if asking.asks_in(case.table, case.state):
        return True
    return row is not None and _is_done(case) and (row.asked is not None or row.declined is not None) and bool(
        asking.waits_for(row)
    )  # fmt: skip


def answer(case: Case, doer: Doer, told: Told) -> Case:
    """Take an answer. Raises Refused (``answered_already``, ``not_asked_yet``), Stale, AlreadySent."""
    if asking.asks_in(case.table, case.state):
        return _through_the_flow(case, doer, told)

    def does(now: Case, act: Act, row: FollowUp) -> None:
        if not may_answer(now, row):
            raise answered_already(row) if row.rating is not None else not_now()
        first = row.rating is None
        if first:
            row.contacted = told.contacted
            now.rating = told.rating
        asking.take_answer(
            row, told.rating, at=act.at, channel=told.channel, due=partial(due, now), solved=told.solved
        )  # fmt: skip
        say(act, FIELD, told.words, to_person=True)

    return write_down(case, ANSWER, doer, does)


def not_reached(case: Case, doer: Doer) -> Case:
    """Note that nobody was reached today; after so many days it is given up. Refused (``tried_today``, ``nobody_asked``)."""

    def does(now: Case, act: Act, row: FollowUp) -> None:
        if not row.waits:
            raise answered_already(row) if row.rating is not None else not_now()
        if not rules.may_be_tried(row.tried and day_of(row.tried), day_of(act.at)):
            raise Refused("tried_today", _("今天已经记过一次没有联系上。"), advice=_("请换一天、换个时间再试。"))
        row.tries += 1
        row.tried = act.at
        if row.tries >= rules.tries(Matter.kept(now.matter_id)):
            row.given_up, row.waits = act.at, ""

    return write_down(case, TRY, doer, does)


def answered_already(row: FollowUp) -> Refused:
    """The refusal of an answer too many."""
    when = {"day": dates.day(row.answered) if row.answered else "", "how": row.get_channel_display()}
    words = _("%(day)s已经收到您的评价（%(how)s），以那一次为准，这一次没有记。") % when
    if rules.is_bad(row.rating) and row.again is None:
        return Refused("answered_already", words, advice=_("社区整改以后，您还可以追评一次。"))
    return Refused("answered_already", words, advice=_("还有要说的，请联系社区。"))


def not_now() -> Refused:
    """The refusal where nobody is asked."""
    return Refused("nobody_asked", _("这件事现在不用评价。"), advice=_("请看最新进展。"))


def _through_the_flow(case: Case, doer: Doer, told: Told) -> Case:
    """Say it by the flow's own step; it is the flow that decides what comes of it."""
    # What the steps before it told is learned first, so that it is known whether this is the first answer.
    known = follow_up_of(catch_up(case, doer.at))
    flow = case.table
    again = known is not None and known.rating is not None
    denied = not told.solved and flow.denies and (again or not rules.is_bad(told.rating))
    by_call = told.channel in {FollowUp.Channel.CALL, FollowUp.Channel.VISIT}
    verb = flow.denies if denied else flow.rates_by_call if by_call else flow.rates
    words = told.words or (str(NOT_SOLVED) if denied else "")
    step = flow.rows(verb, case.state)[0]
    facts = {asking.FOLLOW_UP: {"channel": told.channel, "contacted": told.contacted, "solved": told.solved}}
    taken = take(verb, case, by=doer.by, at=doer.at, token=doer.token, facts=facts, **_answers(step, told, words))
    return catch_up(taken, doer.at)


def _answers(step: Step, told: Told, words: str) -> dict[str, Any]:
    """The answers to a step's own questions: the rating, and the words in the first one that takes them."""
    long = next((asked.name for asked in step.asks.fields if asked.kind == "long"), None)
    said = {long: words or ("—" if by_hand(told) else "")} if long else {}
    return {asking.RATING: str(told.rating), **said}


def by_hand(told: Told) -> bool:
    """Whether somebody noted it for the person."""
    return told.channel in {FollowUp.Channel.CALL, FollowUp.Channel.VISIT}


def _is_done(case: Case) -> bool:
    return case.closed is not None and case.table.states[case.state].tone == "done"
