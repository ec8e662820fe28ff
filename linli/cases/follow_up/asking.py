"""From the steps of a case to its follow-up: when its person is asked, that they answered, that what was bad was put right.

Pure but for the calendar: ``learn`` folds one step into the follow-up, as ``linli.ledger.told`` folds it into figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linli.cases.follow_up import rules
from linli.cases.follow_up.models import FollowUp
from linli.cases.policy import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from linli.flows.table import Flow
    from linli.kit.working_time import Due

FOLLOW_UP = "follow_up"
"""The key under which a step's facts say more of an answer: ``channel``, ``contacted``, ``solved``."""
RATING = "rating"
Waits, Channel = FollowUp.Waits, FollowUp.Channel


@dataclass(frozen=True)
class Taken:
    """One step that was taken: the event's verb without its noun, its moment and facts."""

    verb: str
    at: datetime
    facts: Mapping[str, Any]

    @property
    def state(self) -> str:
        """The state to which it led; '' where that stayed."""
        state: str = self.facts.get("set", {}).get("state", "")
        return state

    @property
    def held(self) -> str:
        """As what somebody took it."""
        held: str = self.facts.get("as", "")
        return held


def asks_in(flow: Flow, state: str) -> bool:
    """Whether in this state its person is asked by the flow itself how it went."""
    return bool(flow.rates) and bool(flow.rows(flow.rates, state))


def concerns(flow: Flow, taken: Taken) -> bool:
    """Whether a step may begin a follow-up: its person is asked in the state to which it led, or it ended the case."""
    return bool(taken.state) and (asks_in(flow, taken.state) or flow.states[taken.state].final)


def learn(row: FollowUp, flow: Flow, taken: Taken, due: Callable[[str, datetime], Due]) -> None:
    """Fold one step into ``row``; ``due(limit, since)`` says when one of the limits of ``rules`` is over."""
    answers = taken.facts.get("answers", {})
    if RATING in answers and _rates(flow, taken):
        _answered(row, flow, taken, int(answers[RATING]) or None, due)
    if not taken.state:
        return
    state = flow.states[taken.state]
    if asks_in(flow, taken.state):
        if rules.is_bad(row.rating) and row.right is None:
            row.right = taken.at
        ask(row, taken.at)
    elif state.final and state.tone == "done":
        if row.asked is None and row.rating is None:
            ask(row, taken.at)
    else:
        row.waits = ""
        if state.final and (taken.held in OWN or taken.verb == flow.hands_on):
            row.ended = taken.at


def ask(row: FollowUp, at: datetime) -> None:
    """Let its person be asked from ``at`` on, as far as there is something left to ask."""
    row.waits = waits_for(row)
    if row.waits:
        row.asked, row.tries, row.tried, row.given_up = at, 0, None, None


def waits_for(row: FollowUp) -> str:
    """Which answer its person may still give: the first, or the one after a bad rating that was put right."""
    if row.ended is not None:
        return ""
    if row.rating is None:
        return Waits.FIRST
    if rules.is_bad(row.rating) and row.right is not None and row.again is None:
        return Waits.AGAIN
    return ""


def take_answer(
    row: FollowUp, rating: int, *, at: datetime, channel: str, due: Callable[[str, datetime], Due], solved: bool | None
) -> None:
    """Keep an answer: the first one counts; the second stands beside it. The caller has asked ``waits_for``."""
    if row.rating is None:
        row.rating, row.answered, row.channel, row.solved = rating, at, channel, solved
        if rules.is_bad(rating):
            call, right = due(rules.CALL_BACK, at), due(rules.PUT_RIGHT, at)
            row.call_by, row.right_by, row.provisional = call.at, right.at, call.provisional or right.provisional
            # Whoever took the call has spoken with them already.
            row.called = at if channel in {Channel.CALL, Channel.VISIT} else None
    else:
        row.again, row.again_at, row.again_solved = rating, at, solved
    row.waits, row.given_up, row.declined = "", None, None


def _rates(flow: Flow, taken: Taken) -> bool:
    """Whether the event is one of those that the flow's rating steps write."""
    names = {flow.rates, flow.rates_by_call} - {""}
    return any(taken.verb == (step.event or step.verb) for step in flow.steps if step.verb in names)


def _answered(row: FollowUp, flow: Flow, taken: Taken, rating: int | None, due: Callable[[str, datetime], Due]) -> None:
    more = taken.facts.get(FOLLOW_UP, {})
    done = flow.states[taken.state].final if taken.state else False
    if rating is None:
        row.declined, row.waits, row.given_up = taken.at, "", None
        if row.rating is None:
            row.solved = done or None
        return
    # What is noted without a question waiting (a rating that was asked for twice in one state) changes nothing.
    if not waits_for(row):
        return
    channel = more.get("channel") or (Channel.PAGE if taken.held in OWN else Channel.CALL)
    if row.rating is None:
        row.contacted = more.get("contacted")
    take_answer(row, rating, at=taken.at, channel=channel, due=due, solved=more.get("solved", done or None))
