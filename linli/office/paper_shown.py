"""What the pages of papers show of one: its number and template, what can be done and fetched, the fields of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.office.words import PAPER_DEEDS
from linli.papers import numbering, shown, templates
from linli.papers.declared import FRAME, NEEDED
from linli.people.models import Account

if TYPE_CHECKING:
    from uuid import UUID

    from linli.kit.words import Words
    from linli.papers.declared import Paper, PaperField
    from linli.papers.templates import Template


def row(paper: Paper, street: str) -> dict[str, Any]:
    """A paper in the list: how its first number of the year looks, which version of an own template holds."""
    own = templates.in_force(paper, street=street)
    return {
        "title": paper.title,
        "url": reverse("office_paper", args=[street, paper.name]),
        "number": numbering.written(pattern(paper, street), timezone.localdate().year, 1) if paper.series else "",
        "version": own.version if own else None,
    }


def whole(paper: Paper, street: str) -> dict[str, Any]:
    """Everything that the page of one paper says."""
    draft, history = templates.waiting(paper, street=street), templates.history(paper, street=street)
    names = _names([*history, *([draft] if draft else [])])
    return {
        "row": row(paper, street),
        "files": _files(paper, street),
        "draft": _version(draft, names) if draft else None,
        "steps": _steps(paper, street, draft),
        "history": [_version(one, names) for one in history],
        "fields": _fields(paper),
        "tables": [_table(one) for one in paper.fields if one.kind == "rows"],
    }


def pattern(paper: Paper, street: str) -> str:
    """How the numbers of this year are written here."""
    return numbering.series_of(paper, street=street, year=timezone.localdate().year).pattern


def _files(paper: Paper, street: str) -> list[dict[str, Any]]:
    own = templates.in_force(paper, street=street)
    labels = {
        "shipped": _("下载自带模板"),
        "example": _("看现用模板的示例"),
        **({"own": _("下载现用模板")} if own else {}),
    }
    return [_file(paper, street, form, label) for form, label in labels.items()]


def _steps(paper: Paper, street: str, draft: Template | None) -> list[dict[str, Any]]:
    """What can be done: what waits first."""
    verbs = ["take"] if draft else []
    verbs += ["number"] if paper.series else []
    verbs += ["shipped"] if templates.in_force(paper, street=street) else []
    steps = [
        {
            "label": PAPER_DEEDS[verb],
            "url": reverse("office_paper_deed", args=[street, paper.name, verb]),
            "plain": verb != "take",
        }
        for verb in verbs
    ]
    return [*steps[:1], _file(paper, street, "draft", _("先看新模板的示例")), *steps[1:]] if draft else steps


def _file(paper: Paper, street: str, form: str, label: Words) -> dict[str, Any]:
    return {"label": label, "url": reverse("office_paper_file", args=[street, paper.name, form]), "plain": True}


def _version(one: Template, names: dict[UUID, str]) -> dict[str, Any]:
    who = names.get(one.by, "")
    return {"number": one.version, "shipped": not one.content, "at": one.since or one.at, "who": who}


def _names(versions: list[Template]) -> dict[UUID, str]:
    accounts = Account.objects.filter(pk__in={one.by for one in versions})
    return {account.pk: account.masked_name for account in accounts}


def _fields(paper: Paper) -> list[dict[str, Any]]:
    """What stands alone in a template; what only a numbered paper has, only there."""
    values = shown.of_example(paper).values
    frame = [field for field in FRAME if paper.series or values[field.name]]
    return [
        {
            "tag": f"{{{{ {field.name} }}}}",
            "label": field.label,
            "example": values[field.name],
            "needed": field.name in NEEDED,
        }
        for field in (*frame, *paper.fields)
        if field.kind != "rows"
    ]


def _table(field: PaperField) -> dict[str, Any]:
    tags = [(f"{{{{ row.{column.name} }}}}", column.label) for column in field.columns]
    return {
        "label": field.label,
        "begins": f"{{%tr for row in {field.name} %}}",
        "ends": "{%tr endfor %}",
        "tags": tags,
    }
