"""Cases as plain values for pages: what this person may see of each, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.cases import beside, policy
from linli.cases.moves import mergers, parting, transfers
from linli.cases.privacy import consents
from linli.cases.reading import people
from linli.cases.timing import clock_deeds, clock_words, lights
from linli.flows import corrections, erasure, table
from linli.flows.open_steps import open_steps
from linli.flows.reading import headline, readable
from linli.flows.roles import roles_of
from linli.ledger import texts
from linli.ledger.events import facts_of, words_of
from linli.notices import by_hand, ways
from linli.papers import declared, printing
from linli.people import purposes
from linli.places.naming import place_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from linli.cases.models import Case
    from linli.flows.table import Flow, Step
    from linli.forms.fields import Field
    from linli.kit.words import Words
    from linli.ledger.models import Event, Text
    from linli.ledger.texts import Said
    from linli.people.person import Person


def rows(cases: Sequence[Case], person: Person, *, held: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Rows or cards of a list: one query for the words, whatever the number of cases.

    ``held`` are the roles that the list's own condition proves for every case (what "my claims" says of each).
    """
    return _rows(cases, person, {case.id: policy.seat_roles(case, person) | held for case in cases})


def own_rows(cases: Sequence[Case], person: Person) -> list[dict[str, Any]]:
    """The same for cases in which ``person`` takes part, each in their own role there: one query more."""
    own = policy.participant_roles_in(cases, person)
    return _rows(cases, person, {case.id: policy.seat_roles(case, person) | own[case.id] for case in cases})


def _rows(cases: Sequence[Case], person: Person, held: Mapping[UUID, frozenset[str]]) -> list[dict[str, Any]]:
    flows = {case.flow: case.table for case in cases}.values()
    # What nobody reads here is not even fetched; which case's text is for this reader, `headline` decides.
    roles = frozenset[str]().union(*held.values())
    words = texts.newest(
        streets={case.street for case in cases},
        streams=[case.id for case in cases],
        fields=dict.fromkeys(name for flow in flows for name in flow.headline),
        audiences={name for flow in flows for name in flow.readable(roles)},
    )
    # Many rows stand in the same state of the same flow: its words are looked up once.
    standing: dict[Any, dict[str, Any]] = {}
    return [_row(case, person, held[case.id], words.get(case.id, []), standing) for case in cases]


def _row(
    case: Case, person: Person, held: frozenset[str], words: Sequence[Said], standing: dict[Any, dict[str, Any]]
) -> dict[str, Any]:
    key = (case.flow, case.state, case.late, case.kind, case.community)
    if key not in standing:
        standing[key] = _standing(case)
    steps = open_steps(case, person, held)
    return {
        **standing[key],
        "id": case.id,
        "street": case.street,
        "label": case.label,
        "text": headline(case, words, held),
        "due": case.due,
        "light": lights.light(case),
        "supervised": case.supervised is not None,
        "urged": case.urged,
        "late": case.late,
        "changed": case.changed,
        "url": case.url,
        "steps": steps,
        "next": next((step for step in steps if not step.plain), None),
    }


def _standing(case: Case) -> dict[str, Any]:
    return {
        "kind": kind_words(case),
        "matter": matter_words(case),
        "community": place_name(case.community),
        "state": state(case),
        "turn": turn(case),
    }


def state(case: Case) -> dict[str, Any]:
    """The state in words and tone."""
    now = case.table.states[case.state]
    return {"word": str(now.words), "tone": "late" if case.late else now.tone}


def turn(case: Case) -> str:
    """Whose turn it is, in words."""
    now = case.table.states[case.state]
    return str(now.whose or (case.table.roles[now.turn] if now.turn else ""))


def kind_words(case: Case) -> str:
    """The case's kind in words, as its flow's first form offers it."""
    for asked in case.table.begins.asks.fields:
        if asked.name == "kind" and not callable(asked.choices):
            return str(dict(asked.choices).get(case.kind, ""))
    return ""


def matter_words(case: Case) -> str:
    """What it is about in general: the flow's title, and the kind where it has one."""
    return " · ".join(filter(None, (str(case.table.title), kind_words(case))))


def whole(case: Case, person: Person) -> dict[str, Any]:
    """One case as far as ``person`` may read it: roles, texts and what was done are read once each."""
    flow = case.table
    events, said = case.read_whole()
    held = all_roles(case, person)
    words = readable(case, said, held)
    public = next((words_of(text) for text in reversed(words) if text.audience == table.PUBLIC), "")
    return {
        "label": case.label,
        "kind": kind_words(case),
        "matter": matter_words(case),
        "community": place_name(case.community),
        "begun": case.began,
        "state": state(case),
        "turn": turn(case),
        "due": case.due,
        "light": lights.light(case),
        "supervised": case.supervised is not None,
        "urged": case.urged,
        "provisional": case.provisional,
        "clock_url": "" if held <= OPEN_ROLES else reverse("case_clock", args=[case.street, case.id]),
        "clock_steps": clock_deeds.buttons(case, held),
        "responsible": responsible(case),
        "title": public or _title(case, words, held),
        "public_text": public if case.is_published else "",
        **_private(flow, words, held),
        "people": people.shown(case, held),
        "links": _links(case, person),
        "steps": open_steps(case, person, held),
        "events": _history(flow, events, words, held),
        "beside": beside.parts(case, person, held),
    }


def _title(case: Case, words: Sequence[Text], held: frozenset[str]) -> str:
    """The words that stand for the case, by its flow; '' where it names none or none is readable."""
    newest = {text.field: texts.said(text) for text in words}
    named = [newest[name] for name in case.table.headline if name in newest]
    return headline(case, named, held)


def _links(case: Case, person: Person) -> list[dict[str, Any]]:
    """The linked cases that ``person`` may see as well."""
    links = case.present_links
    if not links:
        return []
    others = type(case).objects.visible_to(person)
    others = others.filter(street__in={link.other_street for link in links}, id__in=[link.other for link in links])
    seen = {other.id: other for other in others}
    return [
        {"label": f"{link.get_kind_display()} {seen[link.other].label}", "url": seen[link.other].url}
        for link in links
        if link.other in seen
    ]


def all_roles(case: Case, person: Person) -> frozenset[str]:
    """Every role that ``person`` has towards ``case``."""
    wanted = policy.PARTICIPANT_ROLES | case.table.roles.keys()
    return roles_of(case, person, wanted) | policy.seat_roles(case, person)


def responsible(case: Case) -> str:
    """Who answers for the case, in words."""
    if case.responsible_post is not None:
        return str(case.responsible_post.title)
    return str(case.responsible_organisation.name) if case.responsible_organisation else ""


def _private(flow: Flow, words: Sequence[Text], held: frozenset[str]) -> dict[str, Any]:
    """The answers with which it began, each as it was corrected last; whether some of them are masked."""
    newest = {text.field: words_of(text) for text in words}
    asked = [each for each in flow.begins.asks.fields if each.name in newest]
    own = is_own(held)
    return {
        "private": [(str(each.label), each.told(newest[each.name], whole=own)) for each in asked],
        "masked": not own and any(each.tells_who for each in asked),
    }


def is_own(held: frozenset[str]) -> bool:
    """Whether it is the reader's own matter, or one that they registered for somebody: nothing is masked for them."""
    return not held.isdisjoint(policy.OWN | {"proxy"})


def identifiers(case: Case, person: Person) -> list[tuple[Field, str]]:
    """What tells who the person of the case is, whole, as far as ``person`` belongs to its audience."""
    held = all_roles(case, person)
    said = readable(case, texts.of_stream(street=case.street, stream=case.id), held)
    newest = {text.field: words_of(text) for text in said}
    asked = case.table.begins.asks.fields
    return [
        (each, each.told(newest[each.name], whole=True)) for each in asked if each.tells_who and each.name in newest
    ]


def _masked(flow: Flow, text: Text, held: frozenset[str]) -> str:
    """The words of a text as this reader is shown them."""
    asked = next((each for step in flow.steps for each in step.asks.fields if each.name == text.field), None)
    words = words_of(text)
    return words if asked is None else asked.told(words, whole=is_own(held))


def _history(flow: Flow, events: Sequence[Event], words: Sequence[Text], held: frozenset[str]) -> list[dict[str, Any]]:
    """What was done, newest first; nothing for somebody who only passes by."""
    if held <= OPEN_ROLES:
        return []
    return [
        _done(flow, event, [text for text in words if text.event_id == event.id], held)
        for event in reversed(events)
        if beside.is_told(event.verb.rpartition(".")[2])
    ]


def _done(flow: Flow, event: Event, words: Sequence[Text], held: frozenset[str]) -> dict[str, Any]:
    step = step_of(flow, event)
    facts = facts_of(event)
    role = facts.get("as", "")
    answers = facts.get("answers", {})
    chosen = [
        asked.shown(answers[asked.name])
        for asked in (step.asks.fields if step else ())
        if asked.kind != "flag" and answers.get(asked.name) and flow.may_read(asked.audience, held)
    ]
    why = [str(erasure.WHY[facts["why"]])] if facts.get("why") in erasure.WHY and not step else []
    if "consent" in facts:
        why.append(str(purposes.named(facts["consent"]).label))
    if "printed" in facts and not step:
        why.append(f"{declared.paper_named(facts['paper']).title} {facts['label']}")
    why += clock_words.told(facts) + by_hand.told(facts)
    lines = [*(str(choice) for choice in chosen if choice), *why, *(_masked(flow, text, held) for text in words)]
    return {
        "verb": step.label if step else _noted(event.verb.rpartition(".")[2]),
        "who": "" if role in OPEN_ROLES else flow.roles.get(role, ROLES.get(role, "")),
        "at": event.at,
        "recorded": event.recorded if (event.recorded - event.at).total_seconds() > LATE_ENTRY else None,
        "text": "" if event.number == 1 else "\n".join(lines),
    }


def _noted(verb: str) -> Words:
    return NOTED.get(verb) or beside.noted(verb) or verb


def on_paper(case: Case, *readers: frozenset[str]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """A case for a paper: its words by field and its steps, oldest first, as far as all these ``readers`` may read them.

    Each reader is a set of roles. What was noted beside the steps is left out.
    """
    flow, (events, said) = case.table, case.read_whole()
    for held in readers:
        said = readable(case, said, held)
    done = [_done(flow, event, [text for text in said if text.event_id == event.id], readers[-1]) for event in events]
    steps = [told for told, event in zip(done, events, strict=True) if step_of(flow, event)]
    return {text.field: words_of(text) for text in said}, steps


ROLES: dict[str, Words] = {"street": _("街道"), "responsible": _("负责单位"), table.SYSTEM: _("系统")}
"""Roles beside those of a flow, in whose name something is done to the clocks of whatever flow."""

OPEN_ROLES = frozenset({table.ANYONE, table.KNOWN})
"""Roles that everybody has: they say nothing about who did it."""

NOTED: dict[str, Words] = {
    erasure.VERB: _("个人内容已删除"),
    corrections.VERB: _("更正了登记的内容"),
    consents.AGREE: _("记下了同意"),
    consents.TAKE_BACK: _("撤回了同意"),
    parting.VERB: _("换了负责的岗位"),
    parting.UNINVITE: _("邀请已收回"),
    mergers.VERB: _("社区合并，转到新的社区办"),
    printing.VERB: _("打印了材料"),
    ways.CHOOSE: _("改了告诉的办法"),
    by_hand.REACH: _("联系本人"),
    **clock_words.DONE,
    transfers.TAKEN_OVER: _("从别的街道转来"),
    transfers.WORDS_GONE: _("写下的内容随件转走"),
}
"""What was written beside the steps of whatever flow."""

LATE_ENTRY = 3600
"""Seconds between doing and recording from which the page says that it was recorded later."""


def step_of(flow: Flow, event: Event) -> Step | None:
    """The row of the table that wrote ``event``."""
    return next((step for step in flow.steps if flow.event_of(step) == event.verb), None)
