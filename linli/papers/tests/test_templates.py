"""An office's own Word template: refused with its place where it is wrong, kept for reprints where it is replaced."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING
from uuid import UUID

import docx
import pytest
from django.utils import timezone
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from linli.kit.refused import Refused
from linli.papers import printing, templates, word
from linli.papers.declared import paper_named
from linli.papers.models import Printed, Template
from linli.papers.templates import TemplateWrongError, in_force, put_in, take_up
from tests.lives import again, brought_to
from tests.town import STREET

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document

    from tests.town import Someone

pytestmark = pytest.mark.django_db
ANSWER = paper_named("wish_answer")
WHO = UUID(int=7)
ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
NEEDED = "{{ number }} {{ copy_mark }} {{ check_code }}"


def document(*paragraphs: str, needed: str = NEEDED) -> Document:
    made = docx.Document()
    for text in (needed, *paragraphs):
        made.add_paragraph(text)
    return made


def saved(made: Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sent(content: bytes, *, name: str = "模板.docx", form: str = "t1") -> Template:
    return put_in(ANSWER, content, name=name, street=STREET, by=WHO, at=timezone.now(), token=form)


def said(*paragraphs: str, needed: str = NEEDED) -> list[str]:
    """What is found wrong in a template with these paragraphs, from the second on."""
    with pytest.raises(TemplateWrongError) as wrong:
        sent(saved(document(*paragraphs, needed=needed)))
    assert not Template.objects.exists()
    return wrong.value.lines


def test_the_shipped_template_is_accepted_as_an_own_one() -> None:
    assert sent(word.base(ANSWER)).version == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ nunber }}", "正文，第2段：没有“nunber”这个字段，是不是“number”？"),
        ("{{ whatever_else }}", "正文，第2段：没有“whatever_else”这个字段"),
        ("{{ steps }}", "正文，第2段：“steps”是一张表，要用循环一行一行写"),
        ("{{ words", "正文，第2段：“{{”没有成对，或者分在了两段里"),
        ("{% if words %}", "正文，第2段：“if words”开始了，没有结束"),
        ("{% endfor %}", "正文，第2段：“endfor”没有开始就结束了"),
        ("{% for row in step %}{% endfor %}", "正文，第2段：没有“step”这个字段，是不是“steps”？"),
        (
            "{% for row in steps %}{{ row.dey }}{% endfor %}",
            "正文，第2段：没有“dey”这个字段，是不是“day”？",
        ),
        ("{{ ''.__class__.__mro__ }}", None),
        ("{{ words.__class__ }}", None),
        ("{{ words.upper() }}", None),
        ("{{ 7*7 }}", None),
        ("{{ words|attr('__class__') }}", None),
        ("{{ cycler.__init__.__globals__.os }}", None),
        ("{% for row in range(1000000000) %}{% endfor %}", None),
        ("{% set x = words %}", None),
        ("{% include '/etc/passwd' %}", None),
        ("{% import 'os' as os %}", None),
        ("{% for a in steps %}{% for b in steps %}{% endfor %}{% endfor %}", None),
        ("{# {{ words }} #}", None),
    ],
)
def test_a_tag_that_cannot_be_filled_in_is_refused_with_its_place(text: str, told: str | None) -> None:
    lines = said("甲", text) if told is None else said(text)
    assert lines
    assert told is None or told in lines
    assert all(line.startswith("正文，第") for line in lines)


def test_a_fault_in_a_cell_is_found_by_table_row_and_column() -> None:
    made = document()
    table = made.add_table(rows=2, cols=3)
    table.rows[1].cells[2].text = "{{ reslut }}"
    with pytest.raises(TemplateWrongError) as wrong:
        sent(saved(made))
    assert wrong.value.lines == ["正文，第1张表第2行第3格：没有“reslut”这个字段，是不是“result”？"]


def test_a_tag_that_word_has_split_into_pieces_is_one_tag() -> None:
    made = document()
    paragraph = made.add_paragraph("{{ wo")
    paragraph.add_run("rds ").bold = True
    paragraph.add_run("}}")
    assert sent(saved(made))


def test_header_and_footer_are_looked_through_as_well() -> None:
    made = document()
    made.sections[0].header.paragraphs[0].text = "{{ nowhere_at_all }}"
    with pytest.raises(TemplateWrongError) as wrong:
        sent(saved(made))
    assert wrong.value.lines == ["页眉，第1段：没有“nowhere_at_all”这个字段"]


def test_a_template_without_number_mark_or_code_is_refused() -> None:
    assert len(said(needed="{{ number }}")) == 2
    assert all(line.startswith("缺少") for line in said(needed=""))


def relation(kind: str, target: str) -> Callable[[Document], object]:
    return lambda made: made.part.relate_to(target, kind, is_external=True)


@pytest.mark.parametrize("kind", [RELATIONSHIP_TYPE.HYPERLINK, RELATIONSHIP_TYPE.IMAGE, ATTACHED])
def test_a_link_to_the_outside_is_refused(kind: str) -> None:
    made = document()
    relation(kind, "https://example.org/x.dotm")(made)
    with pytest.raises(TemplateWrongError) as wrong:
        sent(saved(made))
    assert wrong.value.lines == ["正文：链接到外面：“https://example.org/x.dotm”。请取消超链接，图片改成直接插入"]


@pytest.mark.parametrize(
    "instruction", ['INCLUDETEXT "C:\\\\x"', "DDEAUTO c:\\\\windows\\\\cmd.exe", " INCLUDEPICTURE x"]
)
def test_a_field_code_that_fetches_is_refused(instruction: str) -> None:
    made = document()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    made.add_paragraph()._p.append(field)  # noqa: SLF001 - python-docx has no other way
    with pytest.raises(TemplateWrongError, match="template_wrong") as wrong:
        sent(saved(made))
    assert wrong.value.lines[0].startswith("正文，第2段：域代码")


def repacked(content: bytes, more: dict[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, more.pop(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("more", "name", "code"),
    [
        ({}, "x.docm", "template_macros"),
        ({"word/vbaProject.bin": b"x"}, "x.docx", "template_macros"),
        ({"word/activeX/activeX1.xml": b"x"}, "x.docx", "template_macros"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "x.docx", "template_macros"),
        ({"word/media/bomb.xml": b"0" * 30_000_000}, "x.docx", "template_too_large"),
        ({"word/media/bomb.xml": b"0" * 3_000_000}, "x.docx", "template_too_large"),
        ({f"word/{number}.xml": b"<a/>" for number in range(2000)}, "x.docx", "template_too_large"),
    ],
)
def test_what_runs_or_bursts_is_refused_before_it_is_opened(more: dict[str, bytes], name: str, code: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Refused, match=code):
        sent(repacked(saved(document()), more), name=name)
    assert time.monotonic() - begun < 5
    assert not Template.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"%PDF-1.7", "心愿".encode("gbk")])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="template_unreadable"):
        sent(content)


def test_entities_are_not_unfolded() -> None:
    lol = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 1000
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 50) for level in range(6))
    )
    evil = lol + b"]><x>&g;</x>"
    with pytest.raises((TemplateWrongError, Refused)) as wrong:
        sent(repacked(saved(document()), {"word/header1.xml": evil}))
    assert wrong.value.code in {"template_wrong", "word_failed"}


def test_a_form_that_comes_twice_is_one_template() -> None:
    assert sent(word.base(ANSWER)).id == sent(word.base(ANSWER)).id
    assert Template.objects.count() == 1


def test_a_template_holds_once_it_is_taken_up_in_its_street_alone() -> None:
    draft = sent(saved(document("甲")))
    assert in_force(ANSWER, street=STREET) is None
    take_up(draft, at=timezone.now())
    assert in_force(ANSWER, street=STREET) == draft
    assert in_force(ANSWER, street="620103002") is None
    templates.back_to_shipped(ANSWER, street=STREET, by=WHO, at=timezone.now(), token="t2")
    assert in_force(ANSWER, street=STREET) is None
    assert [one.version for one in templates.history(ANSWER, street=STREET)] == [2, 1]


def test_a_reprint_keeps_the_template_of_then(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    now = timezone.now()
    old = take_up(sent(saved(document("旧样式"))), at=now)
    printed = printing.print_out(ANSWER, case, by=desk.person, at=now).printed
    new = take_up(sent(saved(document("新样式")), form="t2"), at=now)
    assert printing.print_again(printed, again(case), by=desk.person, at=now).template == old
    fresh = printing.print_out(ANSWER, again(case), by=desk.person, at=now)
    assert fresh.fresh
    assert fresh.printed.template == new
    assert Printed.objects.count() == 2
