"""A ledger of wishes through the browser: sent as it is kept, looked through, confirmed; each row once, and nobody else's business."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cases.bulk import taking
from linli.cases.bulk.kept import MOST_LINES
from linli.cases.models import Case, Consent, Intake, Participant, TakenIn
from linli.cases.privacy.erasing import erase_along
from linli.flows.erasure import everything
from linli.flows.models import Submission
from linli.kit.spreadsheets import read_spreadsheet
from linli.kit.tests.ledgers import Page, wishes, xls_of, xlsx_of
from linli.ledger import counting, events, figures, recount, summing, texts
from linli.ledger.models import Event
from linli.ledger.summing import Period
from linli.ledger.verify import verify
from linli.people.models import Tenure, Upload
from tests.sheets import hidden, opened, said
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db

HERE = reverse("bulk", args=["wish", HOME])
HEADER = ["序号", "姓名", "联系电话", "心愿内容", "类别", "登记时间", "完成时间"]
ROWS: list[list[Any]] = [
    [1, "孟晓岚", "13900010003", "想要一副老花镜", "物品", "2026-06-01", ""],
    [2, "屈志远", "13900010004", "想请人换一下灯泡", "服务", "2026.6.3", ""],
]


@pytest.fixture
def clerk(desk: Someone) -> Client:
    """The browser of the desk."""
    return desk.sign_in(Client())


def ledger(*rows: list[Any], header: list[str] | None = None) -> bytes:
    return xlsx_of(Page("台账", [["林家庄社区2026年心愿台账"], header or HEADER, *(rows or ROWS)]))


def send(client: Client, content: bytes, name: str = "台账.xlsx") -> Response:
    return client.post(HERE, {**opened(client, HERE), "file": SimpleUploadedFile(name, content)})


def sent(client: Client, content: bytes, name: str = "台账.xlsx") -> str:
    answer = send(client, content, name)
    assert answer.status_code == 302, said(answer)
    return answer["Location"]


def confirm(client: Client, address: str, query: str = "") -> Response:
    page = client.get(f"{address}{query}").content.decode()
    form = page[page.rindex("<form") :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    typed: dict[str, Any] = {}
    for key, value in pairs:
        typed.setdefault(key, []).append(value)
    return client.post(address, typed)


def taken(client: Client, content: bytes, query: str = "") -> str:
    """Send and confirm; the address of the result."""
    address = sent(client, content)
    assert confirm(client, address, query)["Location"] == address
    while taking.step():
        pass
    return address


def words(case: Case) -> dict[str, str]:
    return {text.field: events.words_of(text) for text in texts.of_stream(street=case.street, stream=case.id)}


def test_a_ledger_as_it_is_kept_becomes_wishes_that_wait_for_the_desk(town: Town, clerk: Client, desk: Someone) -> None:
    assert town
    address = sent(clerk, xlsx_of(wishes()))
    assert Case.objects.count() == 0
    page = said(clerk.get(address))
    for told in ("孟**", "139****0003", "家里饮水机坏了", "和第 5 行一样", "第 14 行", "核对好了，登记 5 行"):
        assert told in page
    for secret in ("孟晓岚", "13900010003"):
        assert secret not in page
    confirm(clerk, address)
    assert Case.objects.count() == 5
    assert set(Case.objects.values_list("state", "scope", "place", "flow")) == {("check", "", HOME, "wish/1")}
    lamp = next(case for case in Case.objects.all() if "灯泡" in words(case)["words"])
    assert (words(lamp)["name"], words(lamp)["phone"], lamp.kind) == ("屈志远", "09318460001", "service")
    assert timezone.localdate(lamp.began) == date(2026, 6, 3)
    event = Event.objects.get(stream=lamp.id)
    assert (event.by, event.at, event.verb) == (desk.account.pk, lamp.began, "wish.raise")
    assert event.recorded > event.at
    assert events.facts_of(event)["intake"] == str(Intake.objects.get().pk)
    assert Participant.objects.filter(case=lamp, account=None).values_list("role", flat=True).get() == "beneficiary"
    assert not Participant.objects.filter(case=lamp).exclude(account=None).exists()
    assert Consent.objects.filter(case=lamp).values_list("purpose", "channel").get() == ("publish", "paper")
    assert "登记了 5 件" in said(clerk.get(address))


def test_a_ledger_says_the_same_in_whatever_language_the_page_is_read(town: Town, clerk: Client) -> None:
    assert town
    address = sent(clerk, xlsx_of(wishes()))
    clerk.cookies["django_language"] = "en"
    page = said(clerk.get(address))
    assert "Looked through, register 5 rows" in page
    confirm(clerk, address)
    assert set(Case.objects.values_list("kind", flat=True)) == {"thing", "service"}


def test_the_same_file_twice_changes_nothing_whoever_sends_it_and_in_whatever_format(
    town: Town, clerk: Client, someone: MakeSomeone
) -> None:
    taken(clerk, xlsx_of(wishes()))
    before = (Case.objects.count(), Event.objects.count(), TakenIn.objects.count())
    assert before == (5, 5, 5)
    colleague = someone("colleague", posts=(town.street.desk(HOME),)).sign_in(Client())
    for client, content, name in (
        (clerk, xlsx_of(wishes()), "台账.xlsx"),
        (clerk, xls_of(wishes()), "旧台账.xls"),
        (colleague, xlsx_of(wishes()), "台账.xlsx"),
    ):
        page = said(client.get(sent(client, content, name)))
        assert "没有要登记的" in page
        assert "以前登记过 5" in page
        assert "核对好了" not in page
    assert (Case.objects.count(), Event.objects.count(), TakenIn.objects.count()) == before


def test_a_mark_lasts_longer_than_the_tokens_of_forms(town: Town, clerk: Client) -> None:
    assert town
    taken(clerk, ledger())
    Submission.objects.all().delete()
    assert "没有要登记的" in said(clerk.get(sent(clerk, ledger())))


def test_of_a_longer_file_only_the_new_rows_come_in(town: Town, clerk: Client) -> None:
    assert town
    taken(clerk, ledger())
    address = sent(
        clerk, ledger([9, *ROWS[1][1:]], [1, *ROWS[0][1:]], [3, "柴小满", "", "想学用手机挂号", "服务", "", ""])
    )
    assert "核对好了，登记 1 行" in said(clerk.get(address))
    confirm(clerk, address)
    assert Case.objects.count() == 3


def test_the_same_words_of_two_households_are_two_wishes_and_stay_two(town: Town, clerk: Client) -> None:
    assert town
    header = [*HEADER, "住址"]
    rows = [
        [1, "", "", "想要一副老花镜", "物品", "", "", "3号楼"],
        [2, "", "", "想要一副老花镜", "物品", "", "", "4号楼"],
    ]
    taken(clerk, ledger(*rows, header=header))
    assert Case.objects.count() == 2
    page = said(clerk.get(sent(clerk, ledger(*rows, rows[0], header=header))))
    assert "以前登记过 2" in page
    assert "重复的行 1" in page
    assert "没有要登记的" in page


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([1, "孟", "1390001", "想要老花镜", "物品", "", ""], "C3 联系电话：电话号码不对"),
        ([1, "孟", "", "", "物品", "", ""], "D3 您有什么心愿：请填写这一项。"),
        ([1, "孟", "", "想要老花镜", "衣服", "", ""], "E3 是哪一类：请从列出的选项里选一个。"),
        ([1, "孟", "", "想要老花镜", "物品", "去年", ""], "F3 哪天登记的：日期看不明白"),
        ([1, "孟", "", "想要老花镜", "物品", "2099-01-01", ""], "F3 哪天登记的：还没有到这一天。"),
        ([1, "孟", "", "想要老花镜", "物品", "1026-01-01", ""], "F3 哪天登记的：年份看来不对。"),
        ([1, "孟", "", "想要老花镜", "物品", "2026-06-02", "2026-06-01"], "G3 哪天办成的：早于登记的日期。"),
        ([1, "孟", "", "我有残疾，想要老花镜", "物品", "", ""], "D3 您有什么心愿：写到了“残疾”"),
        ([1, "孟", "", "我有残疾，想要老花镜", "物品", "", "2026-06-01"], "D3 您有什么心愿：写到了“残疾”。补记"),
        ([1, "孟", "", "老花镜，110101199003074258", "物品", "", ""], "D3 您有什么心愿：文字里有身份证号"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_cell_and_it_stays_out(
    town: Town, clerk: Client, row: list[Any], told: str
) -> None:
    assert town
    address = sent(clerk, ledger(row, *ROWS[1:]))
    page = said(clerk.get(address))
    assert told in page
    assert "核对好了，登记 1 行" in page
    confirm(clerk, address)
    assert Case.objects.count() == 1
    assert told in said(clerk.get(address))


@pytest.mark.parametrize("after", [False, True], ids=["before it is confirmed", "afterwards"])
def test_the_rows_left_out_are_fetched_mended_and_sent_again(town: Town, clerk: Client, *, after: bool) -> None:
    assert town
    address = sent(clerk, ledger([1, "孟", "1390001", "想要老花镜", "物品", "2026-06-01", ""], *ROWS))
    if after:
        confirm(clerk, address)
    answer = clerk.get(f"{address}left.xlsx")
    (_one, head), (_two, row) = read_spreadsheet(answer.content, name="left.xlsx").rows
    assert head == [*HEADER[1:], "原因"]
    assert row == [
        "孟",
        "1390001",
        "想要老花镜",
        "物品",
        "2026-06-01",
        "",
        "C3 联系电话：电话号码不对：请填 11 位手机号，座机请带区号。",
    ]
    row[1] = "13900010009"
    taken(clerk, ledger([1, *row], header=[*HEADER[:1], *head]))
    assert Case.objects.count() == (3 if after else 1)


def test_what_has_no_place_is_left_out_by_name_and_kept_nowhere(town: Town, clerk: Client) -> None:
    assert town
    header = [*HEADER, "民族", "是否重点人员", "身份证号", "证件"]
    rows = [[*row, "裕固族", "乙类关注", "110101199003074258", "11010119900307426X"] for row in ROWS]
    address = sent(clerk, ledger(*rows, header=header))
    page = said(clerk.get(address))
    assert "办事不看民族。" in page
    assert "人没有等级，也不列名单盯着。" in page
    assert "办这件事用不到，没有收。" in page
    waits = Upload.objects.get().content
    for secret in ("裕固族", "乙类关注", "110101199003074258", "11010119900307426X"):
        assert secret not in waits
    assert "心愿内容" in waits
    confirm(clerk, address)
    assert all(set(words(case)) == {"words", "name", "phone"} for case in Case.objects.all())


def test_what_waits_is_sealed_and_what_came_in_is_not_kept_twice(town: Town, clerk: Client) -> None:
    assert town
    address = sent(clerk, ledger())
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM people_upload")
        assert "老花镜".encode() not in bytes(cursor.fetchone()[0])
    confirm(clerk, address)
    assert "老花镜" not in Upload.objects.get().content


def test_the_person_says_which_column_is_which(town: Town, clerk: Client) -> None:
    assert town
    content = ledger([1, "孟", "老花镜"], [2, "屈", "灯泡"], header=["序号", "甲", "乙"])
    address = sent(clerk, content)
    page = said(clerk.get(address))
    assert "没有要登记的" in page
    query = "?read=1&q-name=0&q-words=1&else-kind=thing"
    page = said(clerk.get(f"{address}{query}"))
    assert "核对好了，登记 2 行" in page
    confirm(clerk, address, query)
    assert sorted(words(case)["words"] for case in Case.objects.all()) == ["灯泡", "老花镜"]
    assert set(Case.objects.values_list("kind", flat=True)) == {"thing"}


@pytest.mark.parametrize(
    "query",
    [
        "?read=1&q-words=99&q-name=x&else-kind=money&sheet=7&page=9999&fate=no",
        "?read=1&q-words=-1&sheet=²",
        "?q-words=0",
    ],
)
def test_an_address_that_makes_no_sense_is_read_as_far_as_it_does(town: Town, clerk: Client, query: str) -> None:
    assert town
    assert clerk.get(f"{sent(clerk, ledger())}{query}").status_code == 200


def test_of_several_sheets_the_person_chooses(town: Town, clerk: Client) -> None:
    assert town
    months = [
        Page(f"{month}月", [HEADER, [1, "孟", "", f"老花镜{month}", "物品", f"{month}月2日", ""]]) for month in (1, 2)
    ]
    address = sent(clerk, xlsx_of(*months, Page("说明", [["请按月填写。"]]), Page("底表", [["内部"]], hidden=True)))
    page = said(clerk.get(address))
    assert "隐藏的工作表没有读：底表" in page
    assert "没有找到列名，没有读：说明" in page
    assert "核对好了，登记 2 行" in page
    confirm(clerk, address, "?read=1&sheet=1&q-name=0&q-words=2&q-kind=3&q-said_on=4")
    assert [words(case)["words"] for case in Case.objects.all()] == ["老花镜2"]


def test_hidden_rows_stay_out_and_that_is_said(town: Town, clerk: Client) -> None:
    assert town
    page = Page("台账", [HEADER, *ROWS], hidden_rows=[1], hidden_columns=[2])
    told = said(clerk.get(sent(clerk, xlsx_of(page))))
    assert "隐藏的行没有读：第 2 行。" in told
    assert "隐藏的列没有读：C。" in told
    assert "核对好了，登记 1 行" in told


def test_a_wish_with_the_day_on_which_it_was_granted_is_taken_down_as_past(town: Town, clerk: Client) -> None:
    assert town
    header = [*HEADER, "认领方式", "办理结果", "满意度"]
    row = [
        1,
        "孟晓岚",
        "13900010003",
        "想要一副老花镜",
        "物品",
        "2026-05-20",
        "2026-06-01",
        "党员上门",
        "已送到家",
        "非常满意",
    ]
    address = sent(clerk, ledger(row, *[[*each, "", "", ""] for each in ROWS[1:]], header=header))
    page = said(clerk.get(address))
    assert "补记办成的 1" in page
    assert "没有用到的列：认领方式。" in page
    confirm(clerk, address)
    past = Case.objects.get(flow="past_wish/1")
    assert (past.state, past.rating, past.due, past.is_published) == ("closed", 5, None, False)
    assert timezone.localdate(past.closed) == timezone.localdate(past.began) == date(2026, 6, 1)
    assert words(past) == {"words": "想要一副老花镜", "outcome": "已送到家"}
    assert not Participant.objects.filter(case=past).exists()
    assert Event.objects.get(stream=past.id).verb == "past_wish.record"
    assert "想要一副老花镜" in said(clerk.get(past.url))
    assert "补记" in said(clerk.get(past.url))
    # The same row, still in the file next month, is the same wish; and so is one that was open when it came in.
    assert "以前登记过 1" in said(clerk.get(sent(clerk, ledger(row, header=header))))
    done = [*ROWS[1][:6], "2026-07-01", "", "", ""]
    assert "以前登记过 1" in said(clerk.get(sent(clerk, ledger(done, header=header))))


def test_past_wishes_count_on_their_day_in_their_own_figure_and_in_no_rate(town: Town, clerk: Client) -> None:
    assert town
    rows = [[n, "", "", f"老花镜{n}", "物品", "", f"2026-0{n}-15"] for n in (3, 3, 4)]
    taken(clerk, ledger(*rows))
    counting.catch_up([STREET])
    names = ["wishes.recorded", "wishes.raised", "wishes.fulfilled", "cases.closed", "cases.solved", "cases.responded"]
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    (found,) = summing.numbers([figures.named(name) for name in names], [HOME], march)
    assert [found[name].value for name in names] == [1, 0, 0, 0, 0, 0]
    assert recount.differences(STREET) == []


def test_late_written_wishes_count_on_the_day_on_which_they_were_said(town: Town, clerk: Client) -> None:
    assert town
    taken(clerk, ledger())
    counting.catch_up([STREET])
    for day, expected in ((date(2026, 6, 1), 1), (date(2026, 6, 2), 0), (timezone.localdate(), 0)):
        (found,) = summing.numbers([figures.named("wishes.raised")], [HOME], Period(day, day))
        assert found["wishes.raised"].value == expected
    assert recount.differences(STREET) == []


def test_what_is_late_by_the_days_of_the_ledger_is_said_before_and_can_be_dated_today(
    town: Town, clerk: Client
) -> None:
    assert town
    today = timezone.localdate()
    rows = [
        [1, "孟", "", "老花镜", "物品", str(today - timedelta(days=9)), ""],
        [2, "屈", "", "灯泡", "服务", str(today), ""],
    ]
    address = sent(clerk, ledger(*rows))
    assert "其中 1 件照登记日期算已经过了时限" in said(clerk.get(address))
    query = "?read=1&q-name=0&q-words=2&q-kind=3&q-said_on=4&today=1"
    assert "过了时限" not in said(clerk.get(f"{address}{query}"))
    confirm(clerk, address, query)
    assert {timezone.localdate(case.began) for case in Case.objects.all()} == {today}


def test_what_was_looked_at_is_what_comes_in(town: Town, clerk: Client, someone: MakeSomeone) -> None:
    colleague = someone("colleague", posts=(town.street.desk(HOME),)).sign_in(Client())
    address = sent(clerk, ledger())
    marks = hidden(clerk.get(address).content.decode())
    taken(colleague, ledger(ROWS[0]))
    answer = clerk.post(address, {name: marks[name] for name in ("token", "seen")})
    assert answer.status_code == 409
    assert "情况变了" in said(answer)
    assert Case.objects.count() == 1
    confirm(clerk, address)
    assert Case.objects.count() == 2


def test_a_form_that_comes_twice_counts_once(town: Town, clerk: Client) -> None:
    assert town
    marks = opened(clerk, HERE)
    answers = [clerk.post(HERE, {**marks, "file": SimpleUploadedFile("a.xlsx", ledger())}) for _again in range(2)]
    address = answers[0]["Location"]
    assert answers[1]["Location"] == address
    marks = hidden(clerk.get(address).content.decode())
    assert [clerk.post(address, marks).status_code for _again in range(3)] == [302] * 3
    assert (Case.objects.count(), Intake.objects.count()) == (2, 1)


LONG = [[n, f"孟{n}", "", f"老花镜{n}", "物品", "", ""] for n in range(1, taking.AT_ONCE + 24)]
"""More than the request that confirms it takes in."""


def the_power_goes(execute: Any, sql: str, *told: Any) -> Any:
    """Fail where the marks are written, after the cases."""
    if "cases_takenin" in sql and sql.startswith("INSERT"):
        raise OSError
    return execute(sql, *told)


def test_whatever_breaks_in_between_no_row_is_lost_or_comes_in_twice(town: Town, clerk: Client) -> None:
    assert town
    address = sent(clerk, ledger(*LONG))
    confirm(clerk, address)
    intake = Intake.objects.get()
    taking.carry_on(intake.street, intake.pk, most=5)
    with connection.execute_wrapper(the_power_goes), pytest.raises(OSError):  # noqa: PT011 - it has no words
        taking.carry_on(intake.street, intake.pk, most=5)
    done = taking.AT_ONCE + 5
    assert (Case.objects.count(), Event.objects.count(), TakenIn.objects.count()) == (done, done, done)
    page = said(clerk.get(address))
    assert f"正在登记：{done} / {len(LONG)} 行" in page
    while taking.step():
        pass
    assert Case.objects.count() == Event.objects.count() == TakenIn.objects.count() == len(LONG)
    assert f"登记了 {len(LONG)} 件" in said(clerk.get(address))
    assert set(verify().kinds) == set()


def test_a_row_that_somebody_else_brings_in_at_the_same_moment_is_read_again(town: Town, clerk: Client) -> None:
    assert town
    confirm(clerk, sent(clerk, ledger(*LONG)))
    times: list[int] = []

    def met(execute: Any, sql: str, *told: Any) -> Any:
        if "cases_takenin" in sql and sql.startswith("INSERT") and not times:
            times.append(1)
            raise IntegrityError
        return execute(sql, *told)

    with connection.execute_wrapper(met):
        assert taking.step() == 1
        assert Case.objects.count() == taking.AT_ONCE
        while taking.step():
            pass
    assert Case.objects.count() == Event.objects.count() == TakenIn.objects.count() == len(LONG)


def test_two_tables_with_the_same_rows_at_once_bring_each_in_once(
    town: Town, clerk: Client, someone: MakeSomeone
) -> None:
    colleague = someone("colleague", posts=(town.street.desk(HOME),)).sign_in(Client())
    mine, theirs = sent(clerk, ledger(*LONG)), sent(colleague, ledger(*LONG))
    confirm(clerk, mine)
    confirm(colleague, theirs) if "核对好了" in said(colleague.get(theirs)) else None
    while taking.step():
        pass
    assert Case.objects.count() == len(LONG)
    assert sum(Intake.objects.values_list("taken", flat=True)) == len(LONG)
    assert not Intake.objects.filter(ended=None).exists()


def test_another_table_waits_until_the_first_is_in(town: Town, clerk: Client) -> None:
    assert town
    address = sent(clerk, ledger(*LONG))
    confirm(clerk, address)
    assert "上一张表还在登记" in said(send(clerk, ledger()))
    assert Upload.objects.get().done is None


def test_who_left_the_desk_takes_nothing_in_any_more(town: Town, clerk: Client, desk: Someone) -> None:
    assert town
    confirm(clerk, sent(clerk, ledger(*LONG)))
    Tenure.objects.filter(account=desk.account).update(until=timezone.localdate() - timedelta(days=1))
    while taking.step():
        pass
    assert Case.objects.count() == taking.AT_ONCE
    assert (Intake.objects.get().failed, len(taking.result(Upload.objects.get()).bad)) == (23, 23)


def test_who_had_their_words_erased_is_not_brought_back_by_the_file(town: Town, clerk: Client, desk: Someone) -> None:
    assert town
    taken(clerk, ledger())
    case = Case.objects.filter(kind="thing").get()
    erase_along(case, by=desk.person, at=timezone.now(), why="asked", which=everything, receipt=True)
    assert words(case) == {}
    assert "没有要登记的" in said(clerk.get(sent(clerk, ledger())))


def test_a_table_is_nobody_else_s_business(
    town: Town, clerk: Client, other_desk: Someone, grid_worker: Someone, street_leader: Someone, someone: MakeSomeone
) -> None:
    address = sent(clerk, ledger())
    colleague = someone("colleague", posts=(town.street.desk(HOME),))
    for one in (other_desk, grid_worker, street_leader, colleague):
        client = one.sign_in(Client())
        assert client.get(address).status_code == 404
        assert client.get(f"{address}left.xlsx").status_code == 404
    assert Client().get(address).status_code == 302
    assert clerk.get(address.replace(HOME, ELSEWHERE)).status_code == 404
    assert clerk.get(reverse("bulk", args=["nothing", HOME])).status_code == 404
    assert other_desk.sign_in(Client()).get(HERE).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", xlsx_of(Page("a", [["通知"]]))], ids=["empty", "broken", "no table"]
)
def test_a_file_that_is_no_ledger_is_refused_in_words(town: Town, clerk: Client, content: bytes) -> None:
    assert town
    answer = send(clerk, content)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_table_longer_than_is_looked_through_at_once_is_refused(town: Town, clerk: Client) -> None:
    assert town
    rows = [[n, "", "", f"老花镜{n}", "物品", "", ""] for n in range(MOST_LINES + 1)]
    assert "一次最多收 5000 行" in said(send(clerk, ledger(*rows)))
    assert not Upload.objects.exists()


def test_macros_and_links_are_refused_or_never_followed(town: Town, clerk: Client) -> None:
    assert town
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ledger())) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/externalLinks/externalLink1.xml", "<x/>")
    assert "核对好了，登记 2 行" in said(clerk.get(sent(clerk, made.getvalue())))
    with zipfile.ZipFile(made, "a") as new:
        new.writestr("xl/vbaProject.bin", b"\x00")
    assert "带有宏" in said(send(clerk, made.getvalue()))


def test_the_blank_table_is_understood_when_it_comes_back(town: Town, clerk: Client) -> None:
    assert town
    answer = clerk.get(reverse("bulk_blank", args=["wish", HOME]))
    head = read_spreadsheet(answer.content, name="blank.xlsx").rows[0][1]
    row = [{"您有什么心愿": "老花镜", "是哪一类": "物品"}.get(name, "") for name in head]
    taken(clerk, xlsx_of(Page("a", [head, row])))
    assert Case.objects.count() == 1


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    frame = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
    return len([query for query in captured.captured_queries if not frame.match(query["sql"])])


def test_a_hundred_rows_cost_as_many_statements_as_ten(town: Town, clerk: Client) -> None:
    assert town
    costs = []
    for start, many in ((1000, 10), (5000, 100)):
        numbers = range(start, start + taking.AT_ONCE + many)
        rows = [[n, f"孟{n}", "", f"老花镜{n}", "物品", "2026-06-01", ""] for n in numbers]
        address = sent(clerk, ledger(*rows))
        clerk.get(address)
        looked = statements(lambda address=address: clerk.get(address))  # type: ignore[misc]
        confirm(clerk, address)
        batch = statements(taking.step)
        assert not taking.step()
        costs.append((looked, batch, statements(lambda address=address: clerk.get(address))))  # type: ignore[misc]
    assert costs[0] == costs[1]
    assert costs[0][0] <= 6
    assert costs[0][1] <= 18
    assert costs[0][2] <= 6
