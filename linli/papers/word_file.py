"""A Word file that somebody sent, before anything opens it: what it must be, and how large it may be."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext_lazy as _

from linli.kit.archives import OLE, bursts
from linli.kit.refused import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
RUNS = ("vbaproject.bin", "vbadata.xml")
RUN_FOLDERS = ("word/activex/", "word/embeddings/", "customui/")
NEEDED = {"[content_types].xml", "word/document.xml"}


def look_into(content: bytes, *, name: str) -> None:
    """Look at the list of parts of a .docx.

    Refused: ``template_too_large``, ``template_macros``, ``template_locked``, ``template_unreadable``.
    """
    if len(content) > MOST_BYTES:
        raise _too_large()
    if name.lower().endswith((".docm", ".dotm")):
        raise _macros()
    if content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("template_locked", _("这个文件有密码，打不开。"), advice=_("请去掉密码再试。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if bursts(parts, most_unpacked=MOST_UNPACKED):
                raise _too_large()
            _look_at_names(archive, {part.filename.lower() for part in parts})
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError):
        raise _unreadable() from None


def _look_at_names(archive: zipfile.ZipFile, names: set[str]) -> None:
    if any(name.endswith(RUNS) or name.startswith(RUN_FOLDERS) for name in names):
        raise _macros()
    if not names >= NEEDED:
        raise _unreadable()
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise _macros()


def _macros() -> Refused:
    return Refused(
        "template_macros",
        _("这个文件带有宏或嵌入的程序，没有打开。"),
        advice=_("请另存为不带宏的 .docx，删掉嵌入的对象再试。"),
    )


def _too_large() -> Refused:
    return Refused(
        "template_too_large",
        _("这个文件太大了，或者压缩得不正常，没有打开。"),
        advice=_("模板最大 2 MB。图片请先缩小。"),
    )


def _unreadable() -> Refused:
    return Refused(
        "template_unreadable", _("这个文件不是 .docx，或者已经损坏。"), advice=_("请用 Word 另存为 .docx 再试。")
    )
