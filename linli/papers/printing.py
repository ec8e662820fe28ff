"""Printing: a paper gets its number once, a reprint is counted, and each of both is an event of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.flows.answers import not_yours
from linli.flows.doors import note
from linli.flows.roles import actor_of, roles_of
from linli.kit.ids import uuid7
from linli.kit.refused import Refused
from linli.ledger import rows
from linli.papers import content, templates
from linli.papers.content import Content
from linli.papers.declared import of_noun, paper_named
from linli.papers.models import Printed
from linli.papers.numbering import next_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from linli.flows.act import Act
    from linli.flows.records import Record
    from linli.papers.declared import Paper
    from linli.people.person import Person

VERB = "print"
MOST_COPIES = 20
SHOWN = timedelta(minutes=30)
"""How long what was just printed stands on its page, for whoever printed it; then it is printed again, marked."""


@dataclass(frozen=True)
class Print:
    """What one act of printing came to: the paper and whether it is a new one."""

    printed: Printed
    fresh: bool


def may(paper: Paper, record: Record, person: Person) -> str:
    """The role in which ``person`` may print this paper of a record, '' if none."""
    held = roles_of(record, person, frozenset(paper.who))
    return next((role for role in paper.who if role in held), "")


def open_to(record: Record, person: Person) -> list[Paper]:
    """The papers that ``person`` may print of a record as it stands."""
    papers = of_noun(record.table.noun)
    held = (
        roles_of(record, person, frozenset(role for paper in papers for role in paper.who)) if papers else frozenset()
    )
    return [paper for paper in papers if held.intersection(paper.who) and paper.ready(record)]


def print_out(paper: Paper, record: Record, *, by: Person, at: datetime, token: str = "") -> Print:
    """Issue ``paper`` for ``record``, or print the one there is again where it would say the same.

    Refused: ``not_yours``, ``nothing_to_print``, ``too_many_copies``. AlreadySent for a used token.
    """
    role = may(paper, record, by)
    if not role:
        raise not_yours()
    if not paper.ready(record) or not paper.series:
        raise nothing_to_print()
    now = Content(get_language() or "", content.clean(paper.kept, paper.gives(record, by)))
    made: list[Print] = []

    def does(act: Act) -> bool:
        last = newest(record, paper)
        template = templates.in_force(paper, street=record.street)
        if last and _says(last, now, paper, template.id if template else None):
            _again(last, act)
            made.append(Print(last, fresh=False))
        else:
            made.append(Print(_issue(paper, act, now, template), fresh=True))
        act.facts |= _facts(made[-1].printed, role)
        return True

    note(record, VERB, by=by, at=at, does=does, token=token)
    return made[-1]


def print_again(printed: Printed, record: Record, *, by: Person, at: datetime, token: str = "") -> Printed:
    """Print once more what was printed then, marked as a reprint.

    Refused: ``not_yours``, ``paper_erased``, ``too_many_copies``. AlreadySent for a used token.
    """
    role = may(paper_named(printed.paper), record, by)
    if not role:
        raise not_yours()
    made: list[Printed] = []

    def does(act: Act) -> bool:
        again = Printed.objects.select_related("template").get(street=record.street, id=printed.id)
        if content.unseal(again.sealed) is None:
            raise Refused(
                "paper_erased", _("这份材料的内容已经删除，不能补打。"), advice=_("需要的话，可以重新出具一份。")
            )
        _again(again, act)
        act.facts |= _facts(again, role)
        made.append(again)
        return True

    note(record, VERB, by=by, at=at, does=does, token=token)
    return made[-1]


def newest(record: Record, paper: Paper) -> Printed | None:
    """The newest issue of a paper for a record."""
    issued = Printed.objects.filter(street=record.street, stream=record.id, paper=paper.name)
    return issued.select_related("template").order_by("-year", "-number").first()


def of_record(record: Record) -> list[Printed]:
    """Everything that was issued for a record, newest first."""
    return list(Printed.objects.filter(street=record.street, stream=record.id).order_by("-at", "-id"))


def is_shown(printed: Printed, person: Person, now: datetime) -> bool:
    """Whether its page still shows it to ``person`` without printing it again."""
    return printed.last_by == actor_of(person) and now - printed.last_at < SHOWN


def forget(street: str, stream: UUID) -> None:
    """Erase what the papers of a record said; that they were issued stays."""
    Printed.objects.filter(street=street, stream=stream).update(sealed="")


def nothing_to_print() -> Refused:
    """The refusal of a paper for which it is too early or too late."""
    return Refused("nothing_to_print", _("现在没有可以打印的内容。"), advice=_("请看看办到哪一步了。"))


def _says(last: Printed, now: Content, paper: Paper, template: UUID | None) -> bool:
    """Whether the paper that was issued last says what a new one would say, in the same form."""
    return content.unseal(last.sealed) == now and (last.version, last.template_id) == (paper.version, template)


def _issue(paper: Paper, act: Act, now: Content, template: templates.Template | None) -> Printed:
    record, who = act.record, actor_of(act.by)
    number = next_number(paper, street=record.street, at=act.at)
    printed = Printed(
        id=uuid7(),
        street=record.street,
        stream=record.id,
        noun=record.table.noun,
        paper=paper.name,
        version=paper.version,
        template=template,
        place=paper.place(record),
        year=number.year,
        number=number.number,
        label=number.label,
        by=who,
        at=act.at,
        event=record.last.number + 1,
        sealed=content.seal(now),
        last_by=who,
        last_at=act.at,
    )
    printed.hash = content.hash_of(printed)
    printed.code = content.code_of(printed.hash)
    rows.insert([printed])
    return printed


def _again(printed: Printed, act: Act) -> None:
    if printed.copies >= MOST_COPIES:
        raise Refused("too_many_copies", _("这份材料已经打印了 %(most)s 次。") % {"most": MOST_COPIES})
    printed.copies += 1
    printed.last_by, printed.last_at = actor_of(act.by), act.at
    rows.update(printed, ("copies", "last_by", "last_at"))


def _facts(printed: Printed, role: str) -> Mapping[str, object]:
    return {
        "as": role,
        "paper": printed.paper,
        "printed": str(printed.id),
        "label": printed.label,
        "hash": printed.hash,
        "copy": printed.copies,
    }
