"""The table that somebody sends with a form: taken once, refused in words where there is none or too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.kit.files import FileTooLargeError, most_bytes
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

ACCEPTED = ".xlsx,.xls,.csv"
MB = 1024 * 1024


def most_mb() -> int:
    """How many MB are taken."""
    return most_bytes() // MB


def field() -> dict[str, Any]:
    """The question for the file, as `ui/fields.html` reads it."""
    told = _("可以传 .xlsx、.xls、.csv，最大 %(most)s MB。带宏、有密码的不收；公式不会运行。") % {"most": most_mb()}
    return {"name": "file", "label": _("表格"), "kind": "file", "required": True, "accept": ACCEPTED, "help": told}


def too_large(request: HttpRequest) -> Refused | None:
    """Read what was sent, before anything else does; the refusal where it is more than a file may have."""
    try:
        request.FILES.get("file")
    except FileTooLargeError:
        most = {"most": most_mb()}
        return Refused("file_too_large", _("文件超过了 %(most)s MB，没有收。") % most, advice=_("请分成几张表再传。"))
    return None


def file_of(request: HttpRequest) -> UploadedFile[Any]:
    """The file. Refused (``no_file``) where none was chosen."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Refused("no_file", _("还没有选表格，或者是空的。"), advice=_("请选一个 .xlsx、.xls 或 .csv 文件。"))
    return file
