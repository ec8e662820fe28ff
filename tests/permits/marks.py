"""A town in which every text of every case is a mark of its own, and who may ever read which: written by hand.

Where a mark turns up, one knows whose words they were.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from linli.flows.doors import SYSTEM
from linli.people.person import visitor
from tests.lives import claim, raised, step
from tests.town import ELSEWHERE, HOME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponseBase

    from linli.cases.models import Case
    from linli.people.person import Person

STATES = ("check", "more", "published", "claimed", "done", "closed", "refused", "withdrawn")

READERS = {
    "words": {"applicant", "desk"},
    "question": {"applicant", "desk"},
    "answer": {"applicant", "desk"},
    "told": {"applicant", "desk"},
    "comment": {"applicant", "desk"},
    "note": {"applicant", "holder", "desk"},
    "name": {"self"},
    "phone": {"self"},
    "why": {"desk"},
    "call": {"desk"},
    "public": {"desk"},
    "case": {"applicant", "holder", "invited", "desk", "grid", "street"},
}
"""For each kind of text, who may ever read it by opening an address; ``case`` is that the case is there at all."""

IN_PUBLIC = {"published", "claimed", "done", "closed", "called"}
"""Cases whose public words everybody may read now, and so may know that they are there."""

BY_HAND = {
    "resident": {
        "applicant": {*STATES, "the grid", "invited", "called"},
        "self": {*STATES, "the grid", "invited", "called"},  # with an account, not with a code alone
    },
    "code": {"applicant": set(STATES)},
    "helper": {"holder": {"claimed", "done"}, "invited": {"invited"}},
    "grid": {"grid": {"the grid"}},
    "desk": {"desk": {*STATES, "the grid", "invited", "called", "by receipt"}},
    "other desk": {"desk": {"elsewhere"}},
    "street": {"street": {*STATES, "the grid", "invited", "called", "by receipt", "elsewhere"}},
    "auditor": {"street": {*STATES, "the grid", "invited", "called", "by receipt", "elsewhere"}},
    "supervisor": {"street": {*STATES, "the grid", "invited", "called", "by receipt"}},
}
"""Who is what in which case. Whoever is not here is nothing to any of them."""


@dataclass
class Marks:
    """The cases by their words, and mark → (the case's word, the kind of text)."""

    cases: dict[str, Case] = field(default_factory=dict)
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, case: str, kind: str) -> str:
        """A fresh mark that looks like what it stands for; the same for the same."""
        number = list(dict.fromkeys([*(known for known, _kind in self.kinds.values()), case])).index(case)
        mark = f"1390077{number:04}" if kind == "phone" else f"zq{kind}{number:02}qz"
        self.kinds[mark] = (case, kind)
        return mark

    def in_answer(self, answer: HttpResponseBase) -> set[tuple[str, str]]:
        """Whose texts of which kind stand anywhere in the answer: body, head and cookies."""
        text = readable(answer)
        return {what for mark, what in self.kinds.items() if mark in text}


def readable(answer: HttpResponseBase) -> str:
    """Everything that an answer tells, as text: pages without entities, workbooks unpacked."""
    content: bytes = answer.getvalue()
    parts = [content.decode(errors="replace")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [book.read(name).decode(errors="replace") for name in book.namelist()]
    parts += [f"{name}: {value}" for name, value in answer.headers.items()]
    parts += [cookie.OutputString() for cookie in answer.cookies.values()]
    return unescape("\n".join(parts))


def may_read(role: str, case: str, kind: str) -> bool:
    """What the tables above say."""
    if kind in {"public", "case"} and case in IN_PUBLIC:
        return True
    held = {relation for relation, cases in BY_HAND.get(role, {}).items() if case in cases}
    return bool(held & READERS[kind])


def marked(wisher: Person, neighbour: Person, desk: Person, other_desk: Person, helper: Person) -> Marks:
    """One case in each state, one in a grid, one called about, one to which the helper is invited, one next door.

    And one of somebody without an account, who wants to be called and was asked for more.
    """
    marks = Marks()
    for state in STATES:
        marks.cases[state] = _lived(marks, state, state, wisher=wisher, desk=desk, helper=helper)
    marks.cases["the grid"] = _said(marks, "the grid", wisher, place=f"{HOME}001")
    marks.cases["called"] = _lived(marks, "called", "called", wisher=wisher, desk=desk, helper=helper)
    again = _lived(marks, "invited", "done", wisher=wisher, desk=desk, helper=helper)
    again = step("confirm", again, wisher, rating="1", comment=marks.of("invited", "comment"))
    marks.cases["invited"] = step("invite", again, SYSTEM)
    nobody = _said(marks, "by receipt", visitor(), tell="call")
    marks.cases["by receipt"] = step("ask", nobody, desk, question=marks.of("by receipt", "question"))
    there = _said(marks, "elsewhere", neighbour, place=ELSEWHERE)
    marks.cases["elsewhere"] = step("ask", there, other_desk, question=marks.of("elsewhere", "question"))
    for word, case in marks.cases.items():
        marks.kinds |= dict.fromkeys((str(case.id), case.id.hex, case.label), (word, "case"))
    return marks


def _said(marks: Marks, case: str, wisher: Person, *, place: str = HOME, **more: Any) -> Case:
    typed: dict[str, Any] = {kind: marks.of(case, kind) for kind in ("words", "name", "phone")}
    return raised(wisher, place=place, **typed, **more)


STEPS = {"check": 0, "more": 1, "refused": 2, "withdrawn": 2, "published": 3, "claimed": 5}
"""How many of the steps below lead to a state; six to any other."""


def _lived(marks: Marks, word: str, state: str, *, wisher: Person, desk: Person, helper: Person) -> Case:
    """A case brought to ``state`` with a mark in each text on the way."""

    def said(verb: str, by: Person, kind: str, **more: Any) -> Callable[[Case], Case]:
        # The mark is made only when the words are really said.
        return lambda case: step(verb, case, by, **(more | {_FIELDS.get(kind, kind): marks.of(word, kind)}))

    steps = (
        said("ask", desk, "question"),
        said("answer", wisher, "answer"),
        said("publish", desk, "public", scope="community", checked=True),
        lambda case: said("release", helper, "why")(claim(case, helper)),
        lambda case: claim(case, helper),
        said("finish", helper, "note"),
    )
    ends: dict[str, Callable[[Case], Case]] = {
        "refused": said("refuse", desk, "told", reason="works"),
        "withdrawn": lambda case: step("withdraw", case, wisher),
        "closed": said("confirm", wisher, "comment", rating="5"),
        "called": said("confirm_by_call", desk, "call", rating="4"),
    }
    case = _said(marks, word, wisher)
    for go in steps[: STEPS.get(state, len(steps))]:
        case = go(case)
    return ends[state](case) if state in ends else case


_FIELDS = {"public": "public_text"}


def numbers(html: str) -> Iterator[tuple[int, str]]:
    """The numbers of a page that open their list, with its address."""
    for address, number in re.findall(r'<a class="number[^"]*" href="([^"]+)"><b>(\d+)', html):
        yield int(number), unescape(address)
