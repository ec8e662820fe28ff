"""Word files: filled in with whatever people write, made apart from the server, readable again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.utils import translation

from linli.kit.refused import Refused
from linli.papers import content, shown, word
from linli.papers.declared import declared, paper_named

if TYPE_CHECKING:
    from docx.document import Document

ANSWER = paper_named("wish_answer")
EVIL = "<b>&amp; {{ 7*7 }} {% for %} </w:t> \u202e ]]> \x0b第二行\n完"


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def text(document: Document) -> str:
    """All words of a document, tables too."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", [paper.name for paper in declared()])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db
def test_every_paper_is_a_word_file_that_says_what_it_has_to_say(name: str, language: str) -> None:
    with translation.override(language):
        sheet = shown.of_example(paper_named(name))
        document = opened(word.filled(sheet.paper, sheet.values))
    said = text(document)
    for field in sheet.paper.fields:
        value: Any = sheet.values[field.name]
        for one in value if field.kind == "rows" else [{"it": value}]:
            assert field.kind == "qr" or all(words in said for words in one.values()), field.name
    codes = [field for field in sheet.paper.fields if field.kind == "qr"]
    assert len(document.inline_shapes) == len(codes) + bool(sheet.paper.series)
    assert "{{" not in said
    assert "{%" not in said
    width, height = document.sections[0].page_width, document.sections[0].page_height
    assert width
    assert height
    assert (round(width.mm), round(height.mm)) == (210, 297)


def test_what_people_write_is_text_and_nothing_else() -> None:
    sheet = shown.of_example(ANSWER)
    values = {**sheet.values, "words": EVIL, "steps": [{"day": EVIL, "what": EVIL, "who": "", "said": EVIL}]}
    clean = content.clean(ANSWER.fields, {field.name: values[field.name] for field in ANSWER.fields})
    said = text(opened(word.filled(ANSWER, {**sheet.values, **clean})))
    assert said.count("<b>&amp; {{ 7*7 }} {% for %} </w:t>") == 4
    assert "49" not in said.replace(sheet.values["check_code"], "")  # type: ignore[arg-type]


def test_what_cannot_be_made_is_said() -> None:
    with pytest.raises(Refused, match="word_failed"):
        word.filled(ANSWER, shown.of_example(ANSWER).values, template=b"PK no zip")
