"""The Word template that holds in a street: its own newest one, or the shipped one."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from linli.papers.models import Template

if TYPE_CHECKING:
    from linli.papers.declared import Paper

__all__ = ["Template", "file_of", "in_force"]


def in_force(paper: Paper, *, street: str) -> Template | None:
    """The street's own template, None where the shipped one holds."""
    rows = Template.objects.filter(street=street, paper=paper.name, since__isnull=False)
    newest = rows.order_by("-version").first()
    return newest if newest is not None and newest.content else None


def file_of(template: Template) -> bytes:
    """The .docx of a template."""
    return base64.b64decode(template.content)
