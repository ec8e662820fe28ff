"""Papers as data: what a capability prints, for whom, with which fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.kit.words import Words
    from linli.people.person import Person

Kind = Literal["text", "long", "link", "qr", "rows"]
Value = str | list[dict[str, str]]
Values = Mapping[str, Value]
Look = Literal["form", "poster"]


@dataclass(frozen=True)
class PaperField:
    """One thing that a paper says.

    ``kind``: text (one line), long (several lines), link (an address of ours, from the first slash on, printed whole),
    qr (the same drawn as a code), rows (a table with ``columns``).
    ``example`` stands there where a template is tried out. ``passing`` is shown while its owner may see it and kept
    nowhere: a reprint does not have it.
    """

    name: str
    label: Words
    example: Words = ""
    kind: Kind = "text"
    columns: tuple[PaperField, ...] = ()
    passing: bool = False


@dataclass(frozen=True)
class Paper:
    """One kind of paper, printed for records of the flow's ``noun``.

    ``gives(record, person)`` returns the values that ``person`` and whoever the paper is for may both read, empty ones
    left out; ``passing(request, record)`` those that are kept nowhere, None where they may not be shown now.
    ``who`` names the roles that may print it, ``ready`` says whether there is something to print, ``place`` gives the
    code of the office that issues it. ``series`` is the shipped pattern of its numbers ({year}, {number}), '' for a
    paper that is no document. ``version`` counts the shipped look: a higher one is another template.
    """

    name: str
    noun: str
    title: Words
    fields: tuple[PaperField, ...]
    who: tuple[str, ...]
    gives: Callable[[Any, Person], Values]
    place: Callable[[Any], str]
    ready: Callable[[Any], bool] = lambda _record: True
    passing: Callable[[HttpRequest, Any], Mapping[str, str] | None] | None = None
    series: str = ""
    look: Look = "form"
    note: Words = ""
    version: int = 1

    @property
    def kept(self) -> tuple[PaperField, ...]:
        """The fields whose values are kept, sealed, for a reprint."""
        return tuple(field for field in self.fields if not field.passing)

    def examples(self) -> dict[str, Value]:
        """Values that nobody said, for trying a template out."""
        return {field.name: example_of(field) for field in self.fields}


FRAME = (
    PaperField("title", _("标题")),
    PaperField("office", _("出具单位"), _("西园街道林家庄社区")),
    PaperField("number", _("编号")),
    PaperField("copy_mark", _("补打标记"), _("补打，第 2 次打印")),
    PaperField("printed_on", _("出具日期"), _("2026年6月12日")),
    PaperField("check_code", _("校验码"), "620103001 7KQ2 M9XR"),
    PaperField("check_address", _("核验网址"), "https://example.org/papers/check/"),
    PaperField("check_qr", _("核验二维码"), "https://example.org/papers/check/", kind="qr"),
    PaperField("note", _("说明")),
)
"""What stands on every paper beside its own fields."""

NEEDED = ("number", "copy_mark", "check_code")
"""What a Word template must show: without them a paper could be neither checked nor told from its reprint."""


def example_of(field: PaperField) -> Value:
    """The example of a field: three rows of a table, else its words."""
    if field.kind == "rows":
        return [{column.name: str(column.example) for column in field.columns}] * 3
    return str(field.example)


_papers: dict[str, Paper] = {}


def declare(paper: Paper) -> None:
    """Make ``paper`` known under its name. Called from ``AppConfig.ready()``; the same name twice is an error."""
    if _papers.get(paper.name, paper) is not paper:
        message = f"two papers are called {paper.name}"
        raise ValueError(message)
    frame = {field.name for field in FRAME}
    if taken := [field.name for field in paper.fields if field.name in frame]:
        message = f"{paper.name} names fields that every paper has: {', '.join(taken)}"
        raise ValueError(message)
    _papers[paper.name] = paper


def paper_named(name: str) -> Paper:
    """The declared paper called ``name``; KeyError for an unknown one."""
    return _papers[name]


def declared() -> tuple[Paper, ...]:
    """All declared papers by name."""
    return tuple(_papers[name] for name in sorted(_papers))


def of_noun(noun: str) -> tuple[Paper, ...]:
    """The papers of one flow's records, in the order of their declaration."""
    return tuple(paper for paper in _papers.values() if paper.noun == noun)
