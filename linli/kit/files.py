"""Files that are sent with a request: one, in memory alone, and only on a route that declares that it takes one.

`NoFiles` is the handler of every other route. Nothing that is sent is ever laid down as a file.
"""

from __future__ import annotations

import io
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

AROUND = 64 * 1024
"""Bytes that the other fields and the marks between them may take beside the file."""


class FileTooLargeError(MultiPartParserError):
    """More was sent than a file may have; what was sent is not read, the form stands empty."""


class NoFiles(FileUploadHandler):
    """Turns every file back: a 400 that nobody reads further."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse it before its first byte is kept."""
        message = "this route takes no file"
        raise TooManyFilesSent(message)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Never come here."""
        raise NotImplementedError

    def file_complete(self, file_size: int) -> None:
        """Never come here."""
        raise NotImplementedError


class OneFile(FileUploadHandler):
    """Keeps one file of at most ``LINLI_UPLOAD_MB`` in memory; more is `FileTooLargeError` before anything is read."""

    def handle_raw_input(self, *told: Any) -> None:
        """Look at the length that the request names; Django reads no further than that."""
        _input, _head, content_length, *_rest = told
        if content_length > most_bytes() + AROUND:
            message = "the file is larger than LINLI_UPLOAD_MB"
            raise FileTooLargeError(message)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what came."""
        del start
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand it over."""
        self.file.seek(0)
        name, kind = self.file_name or "", self.content_type or ""
        return InMemoryUploadedFile(self.file, self.field_name, name, kind, file_size, self.charset)


def most_bytes() -> int:
    """Return how large a file may be."""
    return int(settings.LINLI_UPLOAD_MB) * 1024 * 1024


def takes_a_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Declare that a route takes one file. Nothing may read the form before the view: exempt it from Django's check."""

    @wraps(view)
    def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [OneFile(request)]
        return view(request, *args, **kwargs)

    vars(taking)["takes_a_file"] = True
    return taking
