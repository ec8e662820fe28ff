"""A paper as plain values for its page and its Word file: what it says, and what stands on every paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.papers import content, numbering
from linli.papers.declared import FRAME, paper_named
from linli.places.naming import place_name
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from linli.flows.records import Record
    from linli.papers.declared import Paper, PaperField, Value
    from linli.papers.models import Printed
    from linli.people.person import Person


EXAMPLE_YEAR, EXAMPLE_NUMBER = 2026, 12


@dataclass(frozen=True)
class Sheet:
    """A paper ready to be printed: its declaration, its language and every value by name."""

    paper: Paper
    language: str
    values: Mapping[str, Value]

    def page(self) -> dict[str, Any]:
        """The values for the printed page, each with its words; empty ones left out. In the sheet's language."""
        given = self.values
        return {
            **{field.name: given[field.name] for field in FRAME},
            "look": self.paper.look,
            "numbered": bool(self.paper.series),
            "fields": [_field(field, given[field.name]) for field in self.paper.fields if given[field.name]],
        }


def of_printed(printed: Printed, passing: Mapping[str, str], request: HttpRequest) -> Sheet | None:
    """What was printed, with what may be shown for the moment; None where it was erased."""
    paper = paper_named(printed.paper)
    said = content.unseal(printed.sealed)
    if said is None:
        return None
    address = reverse("paper_checked", args=[f"{printed.street}-{printed.code}"])
    with translation.override(said.language):
        frame = {
            **_frame(paper, printed.place, printed.at),
            "number": printed.label,
            "copy_mark": _("补打，第 %(copy)s 次打印") % {"copy": printed.copies} if printed.copies > 1 else "",
            "check_code": content.whole_code(printed),
            "check_address": request.build_absolute_uri(reverse("paper_check")),
            "check_qr": request.build_absolute_uri(address),
        }
    given = {field.name: passing.get(field.name, "") for field in paper.fields if field.passing}
    return Sheet(paper, said.language, {**frame, **_whole(paper, {**said.values, **given}, request)})


def of_record(paper: Paper, record: Record, person: Person, request: HttpRequest) -> Sheet:
    """A paper without a number, as it would be now."""
    values = _whole(paper, content.clean(paper.fields, paper.gives(record, person)), request)
    frame = _frame(paper, paper.place(record), timezone.now())
    return Sheet(paper, translation.get_language() or "", {**frame, **values})


def of_example(paper: Paper) -> Sheet:
    """A paper with the examples of its declaration."""
    values = content.clean(paper.fields, paper.examples())
    frame = content.clean(FRAME, {field.name: str(field.example) for field in FRAME})
    if not paper.series:
        frame |= dict.fromkeys(("number", "copy_mark", "check_code", "check_address", "check_qr"), "")
    number = numbering.written(paper.series, EXAMPLE_YEAR, EXAMPLE_NUMBER)
    told = {"title": str(paper.title), "number": number, "note": str(paper.note)}
    return Sheet(paper, translation.get_language() or "", {**frame, **told, **values})


def date(at: dt.date) -> str:
    """A day as it stands on paper, always with its year: 2026年6月12日."""
    here = timezone.localtime(at) if isinstance(at, dt.datetime) else at
    return _("%(year)s年%(month)s%(day)s日") % {
        "year": here.year,
        "month": _(dates.MONTHS[here.month - 1]),
        "day": here.day,
    }


def office(place: str) -> str:
    """The office that issues a paper, by its place: the street's name, the community's after it."""
    street = place[:9]
    return place_name(street) if place == street else _office(place_name(street), place_name(place[:12]))


def _office(street: str, community: str) -> str:
    return community if community.startswith(street) else f"{street}{community}"


def _whole(paper: Paper, values: Mapping[str, Value], request: HttpRequest) -> dict[str, Value]:
    """The values with our own addresses written out, as somebody with a paper in hand needs them."""
    ours = {field.name for field in paper.fields if field.kind in {"link", "qr"}}
    return {
        name: request.build_absolute_uri(value)
        if name in ours and isinstance(value, str) and value[:1] == "/"
        else value
        for name, value in values.items()
    }


def _frame(paper: Paper, place: str, at: dt.datetime) -> dict[str, str]:
    blank = dict.fromkeys((field.name for field in FRAME), "")
    told = {"title": paper.title, "office": office(place), "note": paper.note, "printed_on": date(at)}
    return blank | {name: str(words) for name, words in told.items()}


def _field(field: PaperField, value: Value) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind,
        "value": value,
        "columns": [(column.name, column.label) for column in field.columns],
    }
