"""Word files of papers, made in a child process with little memory and little time: the server imports nothing heavy."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.papers.declared import FRAME, NEEDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.papers.declared import Paper, PaperField, Value

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECONDS = 20


def filled(paper: Paper, values: Mapping[str, Value], *, template: bytes = b"") -> bytes:
    """The paper as a .docx: from this template, else from the shipped one. Refused (``word_failed``)."""
    return _file(_child("fill", paper, template, values))


def base(paper: Paper) -> bytes:
    """The shipped template itself, in the language of the moment: what an office begins its own from."""
    return _file(_child("base", paper, b"", {}))


def faults(paper: Paper, template: bytes, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """What is wrong in a template, each with its place; [] where it was filled in with these values as a trial.

    Refused (``word_failed``) where it cannot be filled in at all.
    """
    told = _child("check", paper, template, values)
    if "faults" in told:
        return list(told["faults"])
    _file(told)
    return []


def _file(told: Mapping[str, Any]) -> bytes:
    if "file" not in told:
        raise Refused(
            "word_failed",
            _("这个 Word 文件打不开，或者内容太多，没有生成。"),
            advice=_("请用浏览器打印；模板有问题的，请系统管理员检查。"),
        )
    return base64.b64decode(told["file"])


def _child(do: str, paper: Paper, template: bytes, values: Mapping[str, Value]) -> dict[str, Any]:
    """Let the child do it; whatever ends the child is an answer about the file, not a fault of ours."""
    job = {
        "do": do,
        "seconds": SECONDS,
        "template": base64.b64encode(template).decode(),
        "spec": spec_of(paper),
        "values": dict(values),
    }
    command = [sys.executable, "-m", "linli.papers.word_child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=json.dumps(job).encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {}
    told: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    return told


def spec_of(paper: Paper) -> dict[str, Any]:
    """What the child has to know of a paper, in the words of the moment."""
    return {
        "look": paper.look,
        "numbered": bool(paper.series),
        "frame": [_told(field) for field in FRAME],
        "fields": [_told(field) for field in paper.fields],
        "needed": list(NEEDED) if paper.series else [],
        "words": {field.name: str(field.label) for field in FRAME},
    }


def _told(field: PaperField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": str(field.label),
        "kind": field.kind,
        "columns": [_told(column) for column in field.columns],
    }
