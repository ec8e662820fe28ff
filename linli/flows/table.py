"""A flow is a table of steps. Screens, API, drawing and documentation are made from it, so they cannot differ."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.forms.fields import Form
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from linli.flows.act import Act
    from linli.flows.records import Record
    from linli.kit.words import Words

SYSTEM = "system"
ANYONE = "anyone"
PUBLIC, HANDLERS = "public", "handlers"
"""Two audiences that every flow may name: everybody, and those who handle the record."""

NOTHING_ASKED = Form()
KNOWN = "known"


@dataclass(frozen=True)
class Need:
    """A named guard: ``holds`` looks at the act and the rows around the record, reads nothing else, changes nothing.

    Where it does not hold, the person is told ``words`` and ``advice``.
    ``asks`` marks a guard that needs the answers: such a one does not hide the button.
    """

    name: str
    holds: Callable[[Act], bool]
    words: Words
    advice: Words = ""
    asks: bool = False


@dataclass(frozen=True)
class When:
    """The condition of one row among several of the same verb; rows are tried in order, the last has none."""

    name: str
    holds: Callable[[Act], bool]
    words: Words


@dataclass(frozen=True)
class Step:
    """One row: who may do ``verb`` in which states, what is asked and needed, and what comes of it.

    ``before``: the states it starts from, () for the step that begins a record. ``after``: the state it leads to,
    "" to stay. ``who``: names of roles. ``does``: the changes beside the state, run in order between check and event.
    ``tells``: the roles to whom it matters. ``starts`` names the main clock that begins, ``stops`` ends it;
    ``runs_out`` names the clock whose end makes the system take this step.
    ``event`` is the verb that the ledger writes, where it differs. ``plain`` marks a lesser button: possible, but not
    what usually comes next.
    """

    verb: str
    label: Words
    before: tuple[str, ...]
    after: str
    who: tuple[str, ...]
    asks: Form = NOTHING_ASKED
    needs: tuple[Need, ...] = ()
    when: When | None = None
    does: tuple[Callable[[Act], None], ...] = ()
    tells: tuple[str, ...] = ()
    starts: str = ""
    stops: bool = False
    runs_out: str = ""
    event: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Audience:
    """Who reads a text: the roles, in words and by name."""

    label: Words
    roles: frozenset[str]


@dataclass(frozen=True)
class State:
    """A state in words.

    ``turn`` names the role whose turn it is ("" for nobody's), ``whose`` says it where the role's own words would not
    do; ``final`` ends the record.

    ``tone`` says how it is shown: new, doing, wait, done or stopped.
    """

    words: Words
    tone: str = "doing"
    turn: str = ""
    whose: Words = ""
    final: bool = False


@dataclass(frozen=True)
class News:
    """What those in the roles ``to`` are told of the ``event`` (without its noun): at most ``MOST_SIGNS`` signs in Chinese.

    They leave the house in a text message, so they name nobody and quote nothing. ``at_once``: something is expected of
    them, or it ends their matter; whose turn it becomes is told at once anyway. ``urgent``: even at night.
    """

    event: str
    to: tuple[str, ...]
    words: Words
    at_once: bool = False
    urgent: bool = False


MOST_SIGNS = 20


@dataclass(frozen=True)
class Flow:
    """A named, versioned table: ``name`` is like ``loan/1``; ``noun`` begins the verb of every event.

    ``roles`` and ``clocks`` give words to the names that steps use. ``headline`` names the texts that stand for a
    record in a list, in the order of preference. ``promise`` tells whoever begins what comes next (``%(who)s`` is who
    answers for it). ``settings`` gives words to limits that are no clocks. ``gives_back`` names the
    step by which a record that somebody took on is free again; the system takes it where the taker is no more.
    ``hands_on`` names the step by which the system ends a record here because it goes on elsewhere; a record of a flow
    without one stays where it is.
    ``news`` gives words to what the steps tell.
    ``rates`` names the step by which its person says how it went (it asks for a ``rating``), ``rates_by_call`` the one by
    which that is noted for them, ``denies`` the one that says it is not done; where a flow has none of them, they are
    asked after its end (`linli.cases.follow_up`).
    ``looks_back``: its records were over before they were written down, so no rate of response or success counts them.
    """

    name: str
    noun: str
    title: Words
    model: type[Record]
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    roles: Mapping[str, Words]
    audiences: Mapping[str, Audience]
    clocks: Mapping[str, Words]
    headline: tuple[str, ...] = ()
    promise: Words = ""
    settings: Mapping[str, Words] = field(default_factory=dict)
    gives_back: str = ""
    hands_on: str = ""
    news: tuple[News, ...] = ()
    rates: str = ""
    rates_by_call: str = ""
    denies: str = ""
    looks_back: bool = False

    @property
    def number(self) -> int:
        """The version in the name."""
        return int(self.name.partition("/")[2])

    @property
    def final(self) -> frozenset[str]:
        """The states that end a record."""
        return frozenset(name for name, state in self.states.items() if state.final)

    @property
    def begins(self) -> Step:
        """The step that makes a record."""
        return next(step for step in self.steps if not step.before)

    def rows(self, verb: str, state: str) -> tuple[Step, ...]:
        """The rows of ``verb`` that start from ``state``, in the order in which they are tried."""
        return tuple(step for step in self.steps if step.verb == verb and state in step.before)

    def from_state(self, state: str) -> tuple[Step, ...]:
        """Every row that starts from ``state``."""
        return tuple(step for step in self.steps if state in step.before)

    def may_read(self, audience: str, roles: Iterable[str]) -> bool:
        """The one predicate of texts: whether somebody in ``roles`` belongs to ``audience``. Unknown audiences: no."""
        known = self.audiences.get(audience)
        return known is not None and not known.roles.isdisjoint(roles)

    def readable(self, roles: Iterable[str]) -> frozenset[str]:
        """The audiences that somebody in ``roles``, or at least anyone, belongs to."""
        held = {ANYONE, *roles}
        return frozenset(name for name in self.audiences if self.may_read(name, held))

    def event_of(self, step: Step) -> str:
        """The verb of the event that ``step`` writes: ``noun.verb``."""
        return f"{self.noun}.{step.event or step.verb}"

    def tells(self, event: str) -> frozenset[str]:
        """The roles to whom it matters that ``event`` (without its noun) happened."""
        return frozenset(role for step in self.steps if (step.event or step.verb) == event for role in step.tells)

    def news_of(self, event: str, role: str) -> News:
        """What somebody in ``role`` is told of ``event``; the words of its step where the flow gives none."""
        told = next((news for news in self.news if news.event == event and role in news.to), None)
        if told is not None:
            return told
        words = next((step.label for step in self.steps if (step.event or step.verb) == event), self.title)
        return News(event, (role,), words)

    def on_expiry(self, state: str, clock: str) -> Step | None:
        """The system's step for a ``clock`` that runs out in ``state``."""
        return next((step for step in self.from_state(state) if step.runs_out == clock), None)


_flows: dict[str, Flow] = {}


def declare(flow: Flow) -> None:
    """Make ``flow`` known under its name. Called from ``AppConfig.ready()``; the same name twice is an error."""
    if _flows.get(flow.name, flow) is not flow:
        message = f"two flows are called {flow.name}"
        raise ValueError(message)
    _flows[flow.name] = flow


def flow_named(name: str) -> Flow:
    """The declared flow called ``name``; KeyError for an unknown one."""
    return _flows[name]


def flow_of_noun(noun: str) -> Flow:
    """The newest declared flow of a noun; KeyError for an unknown one."""
    known = [flow for flow in _flows.values() if flow.noun == noun]
    if not known:
        raise KeyError(noun)
    return max(known, key=lambda flow: flow.number)


def declared() -> tuple[Flow, ...]:
    """All declared flows by name."""
    return tuple(_flows[name] for name in sorted(_flows))


def refusal(need: Need) -> Refused:
    """The refusal that ``need`` gives."""
    return Refused(need.name, need.words, advice=need.advice)


AUDIENCE_PUBLIC = Audience(_("所有人"), frozenset({ANYONE}))
