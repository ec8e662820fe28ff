"""A table of buildings through the browser: sent, looked through, confirmed; once, whole, and nobody else's business."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.kit import archives
from linli.kit.spreadsheets import read_spreadsheet
from linli.kit.tests.workbooks import xlsx
from linli.people import retention, uploads
from linli.people.models import Arrangement, Upload
from linli.people.serving.opening import open_street
from linli.places.models import Block, Building, Cover, Estate, Unit, Yard
from tests.sheets import hidden, opened, said
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from pathlib import Path

    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db

HERE = reverse("office_upload", args=[STREET])
HEADER = ["小区", "管理模式", "院落", "楼栋", "单元", "网格", "街区", "街区编码"]
ROWS = [
    ["春柳小区", "混合管理", "", "3号楼", "1单元", "第一网格", "文化宫街区", "J01"],
    ["春柳小区", "", "", "三栋", "2", "", "", ""],
    ["", "", "井儿街10-24号楼院", "2号楼", "", "", "", ""],
]
KINDS = (Estate, Yard, Building, Unit, Cover, Block)


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    """The browser of the administrator."""
    return system_admin.sign_in(Client())


def table(*rows: list[str], header: list[str] | None = None) -> bytes:
    return xlsx([header or HEADER, *rows])


def send(client: Client, content: bytes, name: str = "小区.xlsx", **typed: Any) -> Response:
    """Open the form and send a file with it."""
    file = SimpleUploadedFile(name, content)
    return client.post(HERE, {**opened(client, HERE), "community": HOME, "file": file, **typed})


def sent(client: Client, *rows: list[str], header: list[str] | None = None) -> str:
    """Send a table that is taken; the address at which it waits."""
    answer = send(client, table(*(rows or ROWS), header=header))
    assert answer.status_code == 302, said(answer)
    return answer["Location"]


def confirm(client: Client, address: str, **typed: str) -> Response:
    marks = hidden(client.get(address).content.decode())
    return client.post(address, {name: marks[name] for name in ("token", "seen")} | typed)


def count() -> list[int]:
    return [model._default_manager.count() for model in KINDS]


def test_a_table_is_looked_through_before_anything_is_written(town: Town, admin: Client) -> None:
    assert town
    page = said(admin.get(sent(admin)))
    assert count() == [0] * len(KINDS)
    for words in (
        "林家庄社区",
        "小区.xlsx",
        "春柳小区",
        "3号楼",
        "井儿街10-24号楼院",
        "新的街区：文化宫街区",
        "核对好了，导入",
    ):
        assert words in page
    assert re.findall(r"(\S+) <b>(\d+)</b>", page.replace("<p>", " ")) == [
        ("小区", "1"),
        ("院落", "1"),
        ("楼栋", "2"),
        ("单元", "2"),
        ("街区", "1"),
        ("楼栋归入网格", "1"),
    ]


def test_what_was_confirmed_is_there_and_written_down(town: Town, admin: Client, system_admin: Someone) -> None:
    assert town
    address = sent(admin)
    assert confirm(admin, address)["Location"] == address
    assert count() == [1, 1, 2, 2, 1, 1]
    page = said(admin.get(address))
    assert "写入了 林家庄社区 的楼栋" in page
    assert "核对好了，导入" not in page
    (done,) = Arrangement.objects.all()
    assert (done.verb, done.by, done.place, done.number) == ("build_up", system_admin.account.pk, HOME, 8)
    told = said(admin.get(reverse("office_arranged", args=[STREET])))
    assert "导入楼栋" in told
    assert "林家庄社区" in told
    assert "共 8 处" in told
    assert "3号楼" in said(admin.get(re.findall(r'href="(/buildings/\?[^"]+)"', page)[0]))


def test_the_same_file_twice_changes_nothing(town: Town, admin: Client) -> None:
    assert town
    confirm(admin, sent(admin))
    before = [list(model._default_manager.order_by("id").values()) for model in KINDS]
    page = said(admin.get(sent(admin)))
    assert "没有要写入的" in page
    assert "核对好了，导入" not in page
    assert [list(model._default_manager.order_by("id").values()) for model in KINDS] == before
    assert Arrangement.objects.count() == 1


def test_either_form_that_comes_twice_counts_once(town: Town, admin: Client) -> None:
    assert town
    marks = {**opened(admin, HERE), "community": HOME}
    answers = [admin.post(HERE, marks | {"file": SimpleUploadedFile("a.xlsx", table(*ROWS))}) for _again in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    address = answers[0]["Location"]
    marks = hidden(admin.get(address).content.decode())
    sent_twice = {name: marks[name] for name in ("token", "seen")}
    assert [admin.post(address, sent_twice).status_code for _again in range(3)] == [302] * 3
    assert (count(), Arrangement.objects.count()) == ([1, 1, 2, 2, 1, 1], 1)


def test_a_change_is_shown_from_what_to_what(town: Town, admin: Client) -> None:
    assert town
    confirm(admin, sent(admin))
    address = sent(
        admin, ["春柳小区", "自管", "", "3", "", "", "", ""], ["春柳小区", "", "", "3栋", "", "", "老城街区", "J2"]
    )
    page = said(admin.get(address))
    for words in ("混合管理", "自行管理", "文化宫街区", "老城街区", "春柳小区 3号楼"):
        assert words in page
    confirm(admin, address)
    assert Estate.objects.get().mode == "self"
    assert str(Building.objects.get(name="3号楼").block) == "老城街区"
    assert Arrangement.objects.latest("id").number == 3


@pytest.mark.parametrize("name", ["小区.csv", "小区.CSV", "没有后缀"])
def test_a_csv_in_the_office_s_own_characters_is_taken(town: Town, admin: Client, name: str) -> None:
    assert town
    content = "\r\n".join(",".join(row) for row in [HEADER, *ROWS]).encode("gbk")
    confirm(admin, send(admin, content, name)["Location"])
    assert count() == [1, 1, 2, 2, 1, 1]


def test_the_old_format_is_taken(town: Town, admin: Client) -> None:
    import xlwt

    assert town
    book = xlwt.Workbook()
    page = book.add_sheet("小区")
    for line, row in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(row):
            page.write(line, column, cell)
    made = io.BytesIO()
    book.save(made)
    confirm(admin, send(admin, made.getvalue(), "小区.xls")["Location"])
    assert count() == [1, 1, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (xlsx([HEADER, *ROWS], more={"xl/vbaProject.bin": b"\0"}), "a.xlsx", "带有宏"),
        (xlsx([HEADER, *ROWS]), "a.xlsm", "带有宏"),
        (xlsx([HEADER], more={"xl/media/big": bytes(5 * 1024 * 1024)}), "a.xlsx", "太大了"),
        (archives.OLE + "EncryptedPackage".encode("utf-16-le"), "a.xls", "有密码"),
        (b"%PDF-1.7 \0\0\0", "a.xlsx", "不是表格"),
        (b"", "a.xlsx", "还没有选表格"),
        (xlsx([["姓名", "电话"], ["x", "1"]]), "a.xlsx", "第一行没有这些列"),
        (xlsx([["楼栋", "楼号"], ["1", "1"]]), "a.xlsx", "有两列的意思一样"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_waits(
    town: Town, admin: Client, content: bytes, name: str, words: str
) -> None:
    assert town
    answer = send(admin, content, name)
    assert answer.status_code in {409, 422}
    assert words in said(answer)
    assert 'role="alert"' in said(answer)
    assert not Upload.objects.exists()


def test_a_formula_is_told_and_never_run(town: Town, admin: Client) -> None:
    assert town
    page = said(admin.get(sent(admin, ["=CONCAT(1)|春柳小区", "", "", "3号楼", "", "", "", ""])))
    assert "这些单元格是公式" in page
    assert "A2" in page


@pytest.mark.parametrize("community", ["", "620103001999", "620102001001", "x"])
def test_a_table_is_of_a_community_of_this_street(town: Town, admin: Client, community: str) -> None:
    assert town
    assert "请选择是哪个社区" in said(send(admin, table(*ROWS), community=community))
    assert not Upload.objects.exists()


def test_a_column_that_has_no_place_is_told_and_kept_nowhere(town: Town, admin: Client) -> None:
    assert town
    header = [*HEADER, "民族", "户主姓名", "备注"]
    address = sent(admin, [*ROWS[0], "回族", "欧阳翠花", "独居老人"], header=header)
    page = said(admin.get(address))
    assert re.search(r'<b>民族</b> <span class="soft">\S+', page)
    assert "不认识的列：" in page
    for kept in (page, Upload.objects.get().content):
        assert not re.search("回族|欧阳翠花|独居老人", kept)


def test_rows_that_do_not_fit_are_named_and_the_rest_goes_in(town: Town, admin: Client) -> None:
    assert town
    bad = [["", "", "", "", "9单元", "", "", ""], ["春柳小区", "", "", "7号楼", "", "没有的网格", "", ""]]
    address = sent(admin, *ROWS, *bad)
    page = said(admin.get(address))
    assert "2 行没有导入" in page
    assert re.findall(r'<th scope="row">(\d+)</th><td>([^<]+)</td>', page) == [
        ("5", "没有写小区、院落或楼栋"),
        ("6", "这个社区没有网格“没有的网格”"),
    ]
    confirm(admin, address)
    assert count() == [1, 1, 2, 2, 1, 1]
    assert "没有的网格" in said(admin.get(address)), "they can still be read, and fetched, afterwards"
    file = admin.get(address + "left.csv").content
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert rows[0] == [*HEADER, "原因"]
    assert rows[2] == [*bad[1], "这个社区没有网格“没有的网格”"]
    again = send(admin, file.replace("没有的网格,,".encode(), "第一网格,,".encode()), "left.csv")
    confirm(admin, again["Location"])
    assert Building.objects.filter(name="7号楼").exists(), "mended rows are sent as they were fetched"


@pytest.mark.parametrize("many", [2000])
def test_a_table_with_two_thousand_bad_rows_stays_a_short_page(town: Town, admin: Client, many: int) -> None:
    assert town
    address = sent(admin, *[["", "", "", "", f"{number}单元", "", "", ""] for number in range(many)])
    with CaptureQueriesContext(connection) as asked:
        answer = admin.get(address)
    assert f"{many} 行没有导入" in said(answer)
    assert len(answer.content) < 40_000
    assert len(asked) <= 14, "\n".join(each["sql"] for each in asked)
    book = read_spreadsheet(admin.get(address + "left.xlsx").content, name="left.xlsx")
    assert len(book.rows) == many + 1


def test_what_changed_meanwhile_is_shown_again_and_not_written(town: Town, admin: Client) -> None:
    assert town
    address = sent(admin)
    marks = hidden(admin.get(address).content.decode())
    Estate.objects.create(street=STREET, place=HOME, name="春柳小区", mode="self")
    answer = admin.post(address, {name: marks[name] for name in ("token", "seen")})
    assert answer.status_code == 409
    assert "有人改了这个社区的楼栋" in said(answer)
    assert "自行管理" in said(answer), "what it would do now"
    assert not Building.objects.exists()
    confirm(admin, address)
    assert Building.objects.exists()


def test_a_table_is_its_sender_s_alone(town: Town, admin: Client, someone: MakeSomeone) -> None:
    address = sent(admin)
    second = someone("system2", name="殷若水", posts=(town.street.system,)).sign_in(Client())
    answer = second.get(address)
    assert answer.status_code == 404
    assert "春柳" not in said(answer)
    assert second.get(address + "left.csv").status_code == 404
    marks = hidden(admin.get(address).content.decode())
    opened(second, HERE)
    assert second.post(address, {name: marks[name] for name in ("token", "seen")}).status_code == 409
    assert count() == [0] * len(KINDS)


def test_a_form_of_another_browser_is_not_taken(town: Town, admin: Client, system_admin: Someone) -> None:
    assert town
    address = sent(admin)
    marks = hidden(admin.get(address).content.decode())
    other = system_admin.sign_in(Client())
    opened(other, HERE)
    assert other.post(address, {name: marks[name] for name in ("token", "seen")}).status_code == 409
    assert count() == [0] * len(KINDS)
    file = SimpleUploadedFile("a.xlsx", table(*ROWS))
    assert other.post(HERE, {**opened(admin, HERE), "community": HOME, "file": file}).status_code == 409
    assert Upload.objects.count() == 1


def test_the_administrator_of_another_street_finds_nothing(town: Town, admin: Client, someone: MakeSomeone) -> None:
    assert town
    far = someone("far-system", name="阮成林", posts=(open_street("620102001").system,)).sign_in(Client())
    address = sent(admin)
    for url in (HERE, address, address + "left.csv", reverse("office_template", args=[STREET, "xlsx"])):
        assert far.get(url).status_code == 404
    there = address.replace(STREET, "620102001")
    assert far.get(there).status_code == 404
    assert admin.get(there).status_code == 404


def test_a_new_table_takes_the_place_of_the_one_before(town: Town, admin: Client) -> None:
    assert town
    first, second = sent(admin), sent(admin, ROWS[2])
    assert Upload.objects.count() == 1
    assert "这张表已经不在了" in said(admin.get(first))
    assert confirm(admin, second).status_code == 302
    assert count() == [0, 1, 1, 0, 0, 0]


def test_what_waits_is_offered_until_it_was_confirmed(town: Town, admin: Client) -> None:
    assert town
    assert "还没有确认" not in said(admin.get(HERE))
    address = sent(admin)
    page = said(admin.get(HERE))
    assert "有一张表还没有确认" in page
    assert f'href="{address}"' in page
    confirm(admin, address)
    assert "还没有确认" not in said(admin.get(HERE))


def test_after_a_day_it_is_gone_whether_a_worker_ran_or_not(town: Town, admin: Client) -> None:
    assert town
    address = sent(admin)
    Upload.objects.update(at=timezone.now() - uploads.KEPT)
    answer = admin.get(address)
    assert (answer.status_code, "只保留一天" in said(answer)) == (404, True)
    assert Upload.objects.exists()
    retention.run(now=timezone.now())
    assert not Upload.objects.exists()


def test_a_younger_one_stays(town: Town, admin: Client) -> None:
    assert town
    sent(admin)
    retention.run(now=timezone.now() + uploads.KEPT - timedelta(minutes=5))
    assert Upload.objects.exists()


def test_it_waits_encrypted_and_was_never_a_file(town: Town, admin: Client, tmp_path: Path, settings: Any) -> None:
    assert town
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # whoever writes there fails
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    address = sent(admin)
    assert "春柳小区" in Upload.objects.get().content
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_upload")
        blob = bytes(cursor.fetchone()[0])
    assert len(blob) > 200
    assert "春柳小区".encode() not in blob
    assert "小区.xlsx".encode() not in blob
    confirm(admin, address)
    assert "井儿街" not in Upload.objects.get().content, "what went in waits no longer"


def test_who_is_erased_leaves_no_table(town: Town, admin: Client, system_admin: Someone) -> None:
    assert town
    sent(admin)
    uploads.forget_of(system_admin.account)
    assert not Upload.objects.exists(), "asked by linli.people.rights.erasing"


def test_more_than_the_limit_is_refused_in_the_form(town: Town, admin: Client, settings: Any) -> None:
    assert town
    settings.LINLI_UPLOAD_MB = 1
    answer = send(admin, bytes(1024 * 1024 + 70_000))
    assert "文件超过了 1 MB" in said(answer)
    assert "最大 1 MB" in said(answer)
    assert not Upload.objects.exists()
    assert send(admin, bytes(1024 * 1024 - 70_000)).status_code == 409, "read, and then no table"
    assert not Upload.objects.exists()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_is_a_table_that_is_understood(town: Town, admin: Client, form: str) -> None:
    assert town
    answer = admin.get(reverse("office_template", args=[STREET, form]))
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    page = said(admin.get(send(admin, answer.content, f"buildings.{form}")["Location"]))
    assert "没有要写入的" in page
    assert "不认识的列" not in page
    assert admin.get(reverse("office_template", args=[STREET, "pdf"])).status_code == 404
