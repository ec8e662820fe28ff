"""The Word template that holds in a street: its own newest one, or the shipped one; how one is tried out and put in.

A template is never changed: putting one in makes the next version, so that a reprint finds the one of then.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.papers import shown, word
from linli.papers.faults import told
from linli.papers.models import Template
from linli.papers.word_file import look_into

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.papers.declared import Paper

__all__ = ["Template", "TemplateWrongError", "back_to_shipped", "file_of", "in_force", "put_in", "take_up", "waiting"]


class TemplateWrongError(Refused):
    """A template with something that cannot be filled in; ``lines`` say what and where."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(
            "template_wrong",
            _("这个模板有地方不能用，没有收下。"),
            advice=_("请按下面说的位置改好，再上传。"),
        )
        self.lines = lines


def in_force(paper: Paper, *, street: str) -> Template | None:
    """The street's own template, None where the shipped one holds."""
    newest: Template | None = _of(paper, street).filter(since__isnull=False).order_by("-version").first()
    return newest if newest is not None and newest.content else None


def waiting(paper: Paper, *, street: str) -> Template | None:
    """The template that was sent and is not in force yet."""
    found: Template | None = _of(paper, street).filter(since__isnull=True).order_by("-version").first()
    return found


def history(paper: Paper, *, street: str) -> list[Template]:
    """What was in force in the street, newest first."""
    return list(_of(paper, street).filter(since__isnull=False).order_by("-version"))


def file_of(template: Template) -> bytes:
    """The .docx of a template."""
    return base64.b64decode(template.content)


def put_in(paper: Paper, content: bytes, *, name: str, street: str, by: UUID, at: datetime, token: str) -> Template:
    """Let a template wait to be tried out, in the place of one that waited before; a form that comes again finds it.

    Refused as `word_file.look_into` says; ``template_wrong`` with its places, ``word_failed``.
    """
    same = Template.objects.filter(street=street, token=token).first()
    if same is not None:
        return same
    look_into(content, name=name)
    if wrong := word.faults(paper, content, shown.of_example(paper).values):
        raise TemplateWrongError([told(fault) for fault in wrong])
    kept = base64.b64encode(content).decode()
    made = {"content": kept, "digest": hashlib.sha256(content).hexdigest(), "since": None}
    return _next(paper, street=street, by=by, at=at, token=token, **made)


def take_up(template: Template, *, at: datetime) -> Template:
    """Put a template that waited in force; one that is stays as it is."""
    Template.objects.filter(street=template.street, id=template.id, since__isnull=True).update(since=at)
    template.refresh_from_db()
    return template


def back_to_shipped(paper: Paper, *, street: str, by: UUID, at: datetime, token: str) -> None:
    """Let the shipped template hold again; where it does, nothing happens."""
    if in_force(paper, street=street) is not None:
        _next(paper, street=street, by=by, at=at, token=token, content="", digest="", since=at)


def _next(paper: Paper, *, street: str, token: str, **columns: Any) -> Template:
    try:
        with transaction.atomic():
            _of(paper, street).filter(since__isnull=True).delete()
            last = _of(paper, street).order_by("-version").values_list("version", flat=True).first() or 0
            row = {"street": street, "paper": paper.name, "version": last + 1, "token": token, **columns}
            return Template.objects.create(**row)
    except IntegrityError:  # the same form, or somebody else, at the same moment
        found = Template.objects.filter(street=street, token=token).first()
        if found is None:
            raise Refused("stale", _("刚刚有人也改了这个模板。"), advice=_("请再传一次。")) from None
        return found


def _of(paper: Paper, street: str) -> Any:
    return Template.objects.filter(street=street, paper=paper.name)
