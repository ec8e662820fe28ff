"""`make papers`: every declared paper with example data, as the browser prints it and as Word shows it, as pictures.

python -m tests.papers [folder]. The browser is found or installed as for the tests; so is LibreOffice, for Word alone:
without it the Word files are left beside the pictures, and the reason is said.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ground import place

place.prepare()

import django  # noqa: E402 - only now does it know where its settings are

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.utils import translation  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from linli.papers import shown, word  # noqa: E402
from linli.papers.declared import declared  # noqa: E402
from tests.ground import chromium  # noqa: E402
from tests.ground.debian import NotHereError, install  # noqa: E402
from tests.pdf import pictures  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

OFFICE = "soffice"
SECONDS = 120
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<alias binding="same"><family>宋体</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
<alias binding="same"><family>黑体</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>
</fontconfig>"""
"""Fonts that Windows has and this machine has not; without it Chinese is drawn in its Japanese form."""


def main(words: list[str]) -> int:
    """Write the pictures; 0 when both kinds could be made."""
    folder = Path(words[0] if words else "var/papers")
    folder.mkdir(parents=True, exist_ok=True)
    chromium.provide()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        for name, sheet in sheets():
            pdf = printed(browser, sheet)
            show(pictures(pdf), folder, f"{name}-page")
        browser.close()
    try:
        if not shutil.which(OFFICE):
            install("libreoffice-writer-nogui", "fonts-noto-cjk")
    except NotHereError as reason:
        print(f"NOT RUN  Word as pictures: {reason}")
        return 1
    finally:
        for name, sheet in sheets():
            with translation.override(sheet.language):
                (folder / f"{name}.docx").write_bytes(word.filled(sheet.paper, sheet.values))
    for name, _sheet in sheets():
        show(pictures(as_pdf(folder / f"{name}.docx")), folder, f"{name}-word")
    return 0


def sheets() -> Iterator[tuple[str, shown.Sheet]]:
    """Every paper in every language."""
    for paper in declared():
        for code, _own in settings.LANGUAGES:
            with translation.override(code):
                yield f"{paper.name}-{code}", shown.of_example(paper)


def printed(browser: Browser, sheet: shown.Sheet) -> bytes:
    """A sheet as the browser prints it."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    with translation.override(sheet.language):
        context = {"sheet": sheet.page(), "sheet_language": sheet.language, "back": "/", "word_url": "/"}
        html = render_to_string("papers/sheet.html", context)
    page = browser.new_page()
    page.set_content(html)
    for name in ("ui/linli.css", "papers/paper.css"):
        page.add_style_tag(path=str(finders.find(name)))
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return pdf


def as_pdf(document: Path) -> bytes:
    """A Word file as LibreOffice shows it, with a profile and fonts of its own."""
    with tempfile.TemporaryDirectory() as place_of_its_own:
        own = Path(place_of_its_own)
        (own / "fonts.conf").write_text(FONTS, encoding="utf-8")
        command = [OFFICE, f"-env:UserInstallation={own.as_uri()}/profile", "--headless", "--convert-to", "pdf"]
        command += ["--outdir", str(own), str(document)]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(own), "FONTCONFIG_FILE": str(own / "fonts.conf")}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - installed above
        return (own / f"{document.stem}.pdf").read_bytes()


def show(pages: list[bytes], folder: Path, name: str) -> None:
    """Write each page as a picture and say so."""
    for number, page in enumerate(pages, start=1):
        path = folder / (f"{name}.png" if len(pages) == 1 else f"{name}-{number}.png")
        path.write_bytes(page)
        print(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
