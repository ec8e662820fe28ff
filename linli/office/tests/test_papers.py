"""The administrator's pages of papers: try a Word template out, put it in force, go back, say how numbers are written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.papers.models import Series, Template
from tests.sheets import opened, said, send
from tests.town import STREET

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import Someone

pytestmark = pytest.mark.django_db
HERE = reverse("office_paper", args=[STREET, "wish_answer"])


def file(form: str) -> str:
    return reverse("office_paper_file", args=[STREET, "wish_answer", form])


def deed(verb: str) -> str:
    return reverse("office_paper_deed", args=[STREET, "wish_answer", verb])


def changed(content: bytes, text: str) -> SimpleUploadedFile:
    made, out = docx.Document(io.BytesIO(content)), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return SimpleUploadedFile("我们的.docx", out.getvalue())


def words(answer: Response) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)


@pytest.fixture
def client(system_admin: Someone) -> Client:
    return system_admin.sign_in(Client())


def test_a_template_is_taken_from_us_changed_tried_out_and_put_in_force(client: Client) -> None:
    shipped = client.get(file("shipped")).content
    assert send(client, HERE, file=changed(shipped, "西园街道欢迎您 {{ office }}"))["Location"] == HERE
    assert "还没有启用" in said(client.get(HERE))
    assert "西园街道欢迎您 西园街道林家庄社区" in words(client.get(file("draft")))
    assert "西园街道欢迎您" not in words(client.get(file("example")))
    send(client, deed("take"))
    assert "第 1 版" in said(client.get(HERE))
    assert "西园街道欢迎您" in words(client.get(file("example")))
    assert "{{ office }}" in words(client.get(file("own")))
    send(client, deed("shipped"))
    assert "西园街道欢迎您" not in words(client.get(file("example")))
    assert "恢复自带的" in said(client.get(HERE))


def test_a_wrong_word_is_told_with_its_place(client: Client) -> None:
    answer = send(client, HERE, file=changed(client.get(file("shipped")).content, "{{ ofice }}"))
    assert answer.status_code == 409
    assert "段：没有“ofice”这个字段，是不是“office”？" in said(answer)
    assert not Template.objects.exists()


def test_no_file_is_no_template(client: Client) -> None:
    assert "还没有选文件" in said(client.post(HERE, opened(client, HERE)))


def test_numbers_are_written_as_the_street_says(client: Client) -> None:
    assert send(client, deed("number"), pattern="西街〔{year}〕{number}")["Location"] == HERE
    assert Series.objects.get().pattern == "西街〔{year}〕{number}"
    assert "西街〔" in said(client.get(HERE))
    refused = send(client, deed("number"), pattern="没有序号")
    assert refused.status_code == 422
    assert "没有序号" in said(refused)


def test_a_card_has_no_number_to_be_written(client: Client) -> None:
    assert client.get(reverse("office_paper_deed", args=[STREET, "wish_card", "number"])).status_code == 404


@pytest.mark.parametrize("address", [HERE, file("shipped"), deed("take"), reverse("office_papers", args=[STREET])])
def test_nobody_else_comes_in(desk: Someone, street_leader: Someone, address: str) -> None:
    for one in (desk, street_leader):
        assert one.sign_in(Client()).get(address).status_code == 403


def test_a_form_opened_for_one_template_does_not_put_another_in_force(client: Client) -> None:
    shipped = client.get(file("shipped")).content
    send(client, HERE, file=changed(shipped, "第一份"))
    asked = opened(client, deed("take"))
    send(client, HERE, file=changed(shipped, "第二份"))
    assert client.post(deed("take"), asked).status_code == 422
    assert not Template.objects.filter(since__isnull=False).exists()


def test_where_nothing_waits_or_holds_the_way_leads_back(client: Client) -> None:
    assert client.get(deed("take"))["Location"] == HERE
    assert client.get(deed("shipped"))["Location"] == HERE
    assert client.get(file("draft")).status_code == 404
