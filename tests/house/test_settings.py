"""Every variable that the program reads is explained, and nothing is explained that is not read."""

from __future__ import annotations

import re

from tests.house.floors import ROOT

READ = re.compile(r"""(?:environ(?:\.get)?[\[(]|_flag\(|_words\(|_path\()\s*["']((?:LINLI_|PORT)[A-Z_]*)["']""")
EXPLAINED = re.compile(r"`((?:LINLI_[A-Z_]+)|PORT)`")


def test_every_variable_that_is_read_is_explained_and_no_other() -> None:
    sources = (path for path in (ROOT / "linli").rglob("*.py") if "tests" not in path.parts)
    read = {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    explained = set(EXPLAINED.findall(page)) - {"LINLI_TEST_DATABASE_URL", "LINLI_CHROMIUM"}
    assert "LINLI_DATABASE_URL" in read
    assert read == explained
