"""The catalogues: collect every text of code and templates, keep the translations in step, find what is missing.

A text's name in the catalogue is the Chinese text itself, so Chinese needs no catalogue.
`python -m linli.ui.languages update` collects, `check` says what is missing, `compile` writes what Django reads.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parents[1]
LOCALES = Path(__file__).resolve().parent / "locale"
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SHORT = 20
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")


def template() -> Catalog:
    """Collect every text that code and templates show, with the files that use it."""
    catalog = Catalog(fuzzy=False)
    found = extract_from_dir(
        ROOT, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for file, _line, message, comments, context in found:
        catalog.add(message, None, [(f"linli/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def files() -> list[Path]:
    """List the catalogues."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def load(path: Path) -> Catalog:
    """Read one catalogue."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parents[1].name)


def update() -> None:
    """Bring every catalogue in step with the texts that are used: new ones empty, unused ones gone."""
    used = template()
    for path in files():
        catalog = load(path)
        catalog.fuzzy = False
        catalog.update(used, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.project = catalog.last_translator = catalog.language_team = "Linli"
        catalog.msgid_bugs_address = ""
        catalog.revision_date = catalog.creation_date
        with path.open("wb") as stream:
            write_po(stream, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def compile_all() -> None:
    """Write the compiled form beside each catalogue."""
    for path in files():
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, load(path))


def _strings(message: Message) -> list[str]:
    return (
        [str(text) for text in message.string]
        if isinstance(message.string, (tuple, list))
        else [str(message.string or "")]
    )


def _faults_of(message: Message | None, catalog: Catalog) -> Iterator[str]:
    if message is None or not all(_strings(message)):
        yield "no translation"
        return
    if message.fuzzy:
        yield "marked fuzzy"
    if any(CHINESE.search(text) for text in _strings(message)):
        yield "Chinese in the translation"
    if any(
        len(text) > SHORT and max(text.count(text[:SHORT]), text.count(text[-SHORT:])) > 1 for text in _strings(message)
    ):
        yield "says the same twice"
    yield from (str(error) for error in message.check(catalog))


def faults(path: Path) -> list[str]:
    """Say of every text in use what is wrong with its translation; an empty list when all is well."""
    catalog = load(path)
    return [
        f"{message.id}: {fault}"
        for message in template()
        if message.id
        for fault in _faults_of(catalog.get(_name(message), message.context), catalog)
    ]


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def check() -> int:
    """Print what is missing; the exit code says whether something is."""
    missing = [f"{path.relative_to(LOCALES)}: {fault}" for path in files() for fault in faults(path)]
    sys.stdout.writelines(f"{line}\n" for line in missing)
    return 1 if missing else 0


def main(arguments: list[str]) -> int:
    """Run one of the three commands."""
    commands: dict[str, Callable[[], int | None]] = {"update": update, "compile": compile_all, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(f"usage: python -m linli.ui.languages {'|'.join(commands)}\n")
        return 2
    return commands[arguments[0]]() or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
