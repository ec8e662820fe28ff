"""What people, browsers and attackers send: each gets a clear answer, and nothing is lost or kept by mistake."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.flows import tokens
from linli.ledger import receipts
from linli.ledger.models import Event, Text
from tests.lives import WORDS, brought_to, publish, raised, step, with_code
from tests.sheets import address, body, hidden, opened, said, send, with_receipt
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{7*7}}{%x%}"
HOURS = 3600
NOBODY = "01980000-0000-7000-8000-000000000000"
"""A key that no row has."""


@pytest.fixture
def raising(town: Town) -> str:
    """Give the page behind the code in the stairwell."""
    del town
    return reverse("raise", args=[HOME])


def whole(**more: str) -> dict[str, str]:
    """Give everything that the last screen sends."""
    return {"words": WORDS, "kind": "service", "screen": "2", "name": "", "phone": "", **more}


def post_bytes(client: Client, url: str, content: bytes, content_type: str = FORM) -> Response:
    return client.generic("POST", url, content, content_type=content_type)


def code_of(case: Case) -> str:
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt is not None
    return receipt.code


def read(page: Response) -> str:
    """Read a page without marks and blanks, so that a code in groups is found."""
    return re.sub(r"<[^>]*>|\s", "", said(page))


def nothing_kept() -> bool:
    return not Case.objects.exists() and not Event.objects.exists() and not Text.objects.exists()


# Empty and over-long


@pytest.mark.parametrize("screen", ["0", "1", "2", "9", "-1", "x", "", "²"])
def test_an_empty_form_is_shown_again_and_says_what_is_missing(client: Client, raising: str, screen: str) -> None:
    answer = client.post(raising, {**opened(client, raising), "screen": screen})
    assert answer.status_code == 422
    assert "请填写这一项" in said(answer)
    assert nothing_kept()


@pytest.mark.parametrize(
    ("state", "verb", "who"),
    [
        ("check", "publish", "desk"),
        ("check", "ask", "desk"),
        ("check", "refuse", "desk"),
        ("more", "answer", "resident"),
        ("published", "claim", "helper"),
        ("done", "confirm", "resident"),
        ("done", "confirm_by_call", "desk"),
        ("done", "deny", "resident"),
    ],
)
def test_a_step_without_its_answers_is_not_taken(
    state: str, verb: str, who: str, resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)
    client = {"desk": desk, "resident": resident, "helper": helper}[who].sign_in(Client())
    answer = send(client, address(case, verb))
    assert answer.status_code == 422
    assert Case.objects.get(id=case.id).version == case.version


def test_what_is_too_long_is_told_with_both_lengths_and_stays_in_the_form(client: Client, raising: str) -> None:
    answer = send(client, raising, words="愿" * 501)
    assert answer.status_code == 422
    assert "最多 500 个字，现在 501 个" in said(answer)
    assert "愿" * 501 in said(answer)


def test_more_than_a_form_can_hold_is_refused_at_the_door(client: Client, raising: str) -> None:
    answer = client.post(raising, {**opened(client, raising), "words": "愿" * 200_000})
    assert answer.status_code == 413
    assert "太长" in said(answer)
    many = urlencode({f"field{number}": "1" for number in range(300)}).encode()
    assert post_bytes(client, raising, many).status_code == 400
    assert nothing_kept()


# Wrong encoding


@pytest.mark.parametrize(
    "wrong", [b"\xff\xfe\xfd", "心愿".encode("gbk"), b"ok \xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "�".encode()]
)
def test_bytes_that_are_no_text_are_not_taken_for_some(client: Client, raising: str, wrong: bytes) -> None:
    fields = {**opened(client, raising), **whole()}
    fields.pop("words")
    answer = post_bytes(client, raising, f"{urlencode(fields)}&words={quote_from_bytes(wrong)}".encode())
    assert answer.status_code == 422
    assert "有些字认不出来" in said(answer)
    assert nothing_kept()


def test_control_signs_fall_away_and_the_words_stay(client: Client, raising: str) -> None:
    answer = send(client, raising, **whole(words="想要\x00一根\x07拐\x1b杖\r\n带\u2028座的", name="孟\x00\n晓岚"))
    assert answer.status_code == 302
    kept = {text.field: text.sealed.partition(":")[2] for text in Text.objects.all()}
    assert kept["words"].replace("\u2028", "") == "想要一根拐杖\n带座的"
    assert "\x00" not in kept["name"]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"words=%FF", f"{FORM}; charset=gbk"),
        (b"words=x", f"{FORM}; charset=utf-16"),
        (b"words=x", f"{FORM}; charset=nonsense"),
        (b"\xff\xfe", FORM),
        (b'{"words": "x"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b"--\xff\r\n", "multipart/form-data; boundary=\xff"),
        (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nfile\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"x" * 1000, "text/plain"),
        (b"&&&==%%%&=&token", FORM),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_answered(
    client: Client, raising: str, content: bytes, content_type: str
) -> None:
    assert 400 <= post_bytes(client, raising, content, content_type).status_code < 500
    assert nothing_kept()


def test_a_form_sent_in_parts_is_as_good(client: Client, raising: str) -> None:
    assert client.post(raising, {**opened(client, raising), **whole()}).status_code == 302  # multipart
    fields = {**opened(client, raising), **whole()}
    assert post_bytes(client, raising, urlencode(fields).encode()).status_code == 302


# Script text


def test_script_text_is_shown_as_text_wherever_it_appears(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = raised(resident.person, words=SCRIPT, name="<b>孟</b>")
    case = step("publish", case, desk.person, public_text=SCRIPT, scope="street", checked=True)
    urls = [case.url, reverse("desk"), reverse("mine"), reverse("wall", args=[STREET]), address(case, "withdraw")]
    shown = 0
    for who in (resident, desk, helper, None):
        client = who.sign_in(Client()) if who else Client()
        for url in urls:
            answer = client.get(url, follow=True)
            assert "<script>alert" not in body(answer), url
            assert "<img src=x" not in body(answer), url
            assert "<b>孟" not in body(answer), url
            shown += SCRIPT in said(answer)
    assert shown >= len(urls)


def test_script_text_in_a_form_that_comes_back_is_shown_as_text(client: Client, raising: str) -> None:
    for answer in (
        send(client, raising, words=SCRIPT * 20),
        send(client, raising, **whole(words=SCRIPT, phone="<i>1</i>", kind='"><script>')),
        client.post(raising, {"words": SCRIPT, "token": SCRIPT, "screen": SCRIPT}),
    ):
        assert answer.status_code == 422
        assert SCRIPT in said(answer)
        assert "<script>alert" not in body(answer)
        assert "<i>1" not in body(answer)


# Unknown codes


def unknown_addresses(case: Case) -> list[str]:
    return [
        "/wish/620103001/",
        "/wish/62010300100/",
        "/wish/6201030010049/",
        f"/wish/{HOME}999/",
        "/wish/999999999999/",
        "/wish/abc/",
        f"/wish/{'6' * 500}/",
        "/wish/%E6%9D%91/",
        "/wish/%00/",
        "/wish/%FF/",
        "/wall/abc/",
        "/wall/999999999/",
        "/wall/6201/",
        f"/wall/{HOME}001/",
        f"/case/{STREET}/{NOBODY}/",
        f"/case/150102005/{case.id}/",
        f"/case/abc/{case.id}/",
        f"/case/{STREET}/not-a-key/",
        f"/step/wish/{STREET}/{NOBODY}/claim/",
        f"/step/wish/150102005/{case.id}/claim/",
        f"/step/loan/{STREET}/{case.id}/claim/",
        f"/step/pact/{STREET}/{case.id}/consent/",
        f"/step/booking/{STREET}/{case.id}/confirm/",
    ]


def test_an_address_with_an_unknown_code_is_not_found(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    for client in (Client(), desk.sign_in(Client())):
        for url in unknown_addresses(case):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {"token": "x"}).status_code == 404, url


def test_an_unknown_verb_is_no_page(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    for verb in ("fly", "a" * 200):
        assert desk.sign_in(Client()).get(address(case, verb)).status_code == 404
        assert desk.sign_in(Client()).post(address(case, verb), {"token": "x"}).status_code == 404


def test_a_verb_of_another_state_is_told_where_the_wish_stands(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    answer = desk.sign_in(Client()).get(address(case, "confirm"))
    assert answer.status_code == 409
    assert "待认领" in said(answer)


@pytest.mark.parametrize("kind", ["money", "THING", "thing ", "thing;drop", "0", "心愿", "thing\x00x"])
def test_an_unknown_kind_is_not_taken(client: Client, raising: str, kind: str) -> None:
    answer = send(client, raising, **whole(kind=kind))
    if kind.strip() == "thing":
        assert answer.status_code == 302  # a blank at the end is not a mistake
        return
    assert answer.status_code == 422
    assert "请从列出的选项里选一个" in said(answer)
    assert nothing_kept()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999999999999999999",
        "page=²",
        "page=１",
        "page=%FF",
        "page=",
        "page=1&page=x",
        "state=nonsense&late=nonsense&community=nonsense&kind=nonsense",
        "state=%00&kind=%00&case=%00",
        "community=620103001004%00",
        "case=abc",
        "case=/",
        "case=%00/%00",
        "case=620103001/not-a-key",
        f"case={STREET}/{NOBODY}",
        "case=%FF/%FF",
        "state=open' OR '1'='1",
        "x=" + "y" * 5000,
        "&&&=&=",
    ],
)
def test_an_unknown_filter_or_page_number_gives_the_nearest_list(
    resident: Someone, desk: Someone, street_leader: Someone, query: str
) -> None:
    case = publish(raised(resident.person), desk.person)
    for who, name in ((desk, "desk"), (street_leader, "desk"), (resident, "mine"), (street_leader, "street")):
        answer = who.sign_in(Client()).get(f"{reverse(name)}?{query}")
        assert answer.status_code == 200, name
        assert case.label in body(answer) or name == "street"
    assert Client().get(f"{reverse('wall', args=[HOME])}?{query}").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
def test_other_methods_change_nothing_and_break_nothing(resident: Someone, desk: Someone, method: str) -> None:
    case = raised(resident.person)
    client = desk.sign_in(Client())
    for url in ("/", case.url, address(case, "publish"), reverse("desk"), reverse("raise", args=[HOME])):
        assert getattr(client, method)(url).status_code < 500
    for url in (address(case, "publish"), reverse("raise", args=[HOME])):
        assert getattr(client, method)(url).status_code == (200 if method == "head" else 405)
    assert Case.objects.get(id=case.id).version == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(resident: Someone, elsewhere: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": elsewhere})
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
    page = resident.sign_in(Client()).get(reverse("account_login"), {"next": elsewhere})
    assert page.status_code == 302
    assert page.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "zh-hans\x00", "../en", "en" * 500])
def test_an_unknown_language_changes_nothing(client: Client, language: str, town: Town) -> None:
    del town
    assert client.post(reverse("set_language"), {"language": language}).status_code == 302
    assert client.get("/", headers={"Accept-Language": language.replace("\x00", "")}).status_code == 200
    assert "邻里" in said(client.get("/"))


def test_another_host_name_is_not_answered(town: Town) -> None:
    del town
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in said(answer)


# Double submit and replay


def test_a_form_sent_twice_makes_one_wish_and_the_same_answer(client: Client, raising: str) -> None:
    fields = {**opened(client, raising), **whole()}
    first, second = client.post(raising, fields), client.post(raising, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    case = Case.objects.get()
    assert code_of(case) in read(client.get(second.headers["Location"]))


def test_a_step_sent_twice_is_taken_once_and_both_see_where_it_stands(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    fields = {**opened(client, address(case, "ask")), "question": "几号楼？"}
    for _ in range(2):
        answer = client.post(address(case, "ask"), fields)
        assert (answer.status_code, answer.headers["Location"]) == (302, case.url)
    assert Event.objects.filter(stream=case.id).count() == 2


def test_a_form_replayed_from_another_browser_is_refused_and_tells_nothing(client: Client, raising: str) -> None:
    fields = {**opened(client, raising), **whole()}
    sent = client.post(raising, fields)
    case = Case.objects.get()
    code = code_of(case)
    other = Client()
    opened(other, raising)
    answer = other.post(raising, fields)
    assert answer.status_code == 409
    for secret in (code, case.label, str(case.id), case.head, WORDS):
        assert secret not in read(answer)
    assert not {"linli_fresh", "linli_receipts"} & set(other.cookies)
    assert other.get(sent.headers["Location"]).status_code == 404
    assert Case.objects.count() == 1


def test_a_form_of_one_account_is_refused_from_another_in_the_same_browser(
    client: Client, raising: str, resident: Someone, helper: Someone
) -> None:
    fields = {**opened(resident.sign_in(client), raising), **whole()}
    client.post(raising, fields)
    answer = helper.sign_in(client).post(raising, fields)
    assert answer.status_code == 409
    assert code_of(Case.objects.get()) not in read(answer)
    assert Case.objects.count() == 1


def test_a_token_serves_the_form_that_it_was_shown_with_alone(resident: Someone, desk: Someone) -> None:
    first, second = raised(resident.person), raised(resident.person)
    client = desk.sign_in(Client())
    fields = {**opened(client, address(first, "ask")), "question": "几号楼？", "reason": "works", "told": "几号楼？"}
    for url in (address(second, "ask"), address(first, "refuse")):
        answer = client.post(url, fields)
        assert answer.status_code == 422
        assert "几号楼？" in said(answer)
    assert Event.objects.count() == 2


# Cookies and old forms


def test_without_the_cookie_the_form_comes_back_with_what_was_typed_and_can_be_sent(
    client: Client, raising: str
) -> None:
    fields = {**opened(client, raising), **whole(name="老孟")}
    del client.cookies[tokens.COOKIE]
    answer = client.post(raising, fields)
    assert answer.status_code == 422
    assert "Cookie" in said(answer)
    assert WORDS in said(answer)
    assert "老孟" in said(answer)
    assert nothing_kept()
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(raising, fields).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "心" * 10, "�", "a" * 5000])
def test_a_made_up_token_sends_nothing(client: Client, raising: str, token: str) -> None:
    opened(client, raising)
    answer = client.post(raising, {**whole(), "token": token})
    assert answer.status_code == 422
    assert WORDS in said(answer)
    assert nothing_kept()


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 4000])
def test_a_made_up_cookie_is_none(client: Client, raising: str, cookie: str) -> None:
    fields = {**opened(client, raising), **whole()}
    client.cookies[tokens.COOKIE] = cookie
    assert client.post(raising, fields).status_code == 422
    for name in ("linli_receipts", "linli_fresh", "sessionid", "django_language"):
        client.cookies[name] = cookie
    assert client.get("/").status_code == 200
    assert client.get(reverse("receipt_new")).status_code == 404


def long_ago(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    then = time.time() - hours * HOURS
    monkeypatch.setattr("django.core.signing.time.time", lambda: then)


def test_after_three_days_the_form_is_refused_and_the_text_kept(
    client: Client, raising: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as clock:
        long_ago(clock, 72.1)
        fields = {**opened(client, raising), **whole(name="老孟")}
    answer = client.post(raising, fields)
    assert answer.status_code == 409
    assert "超过三天" in said(answer)
    assert WORDS in said(answer)
    assert "老孟" in said(answer)
    assert nothing_kept()
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(raising, fields).status_code == 302


def test_within_three_days_the_form_is_taken(client: Client, raising: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as clock:
        long_ago(clock, 71.9)
        fields = {**opened(client, raising), **whole()}
    assert client.post(raising, fields).status_code == 302


# Receipts of others


def test_the_receipt_of_one_wish_opens_no_other(resident: Someone) -> None:
    mine, others = raised(resident.person), raised(resident.person)
    client = with_receipt(mine)
    assert client.get(mine.url).status_code == 200
    assert client.get(others.url).status_code == 404
    assert client.get(address(others, "withdraw")).status_code == 404
    assert client.post(address(others, "withdraw"), {"token": "x"}).status_code == 404


def test_who_found_a_receipt_reads_and_speaks_for_that_wish_alone(resident: Someone, desk: Someone) -> None:
    """Whoever holds the code speaks for the wisher: so it says on the receipt."""
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    found = Client()
    answer = found.post(reverse("receipt"), {"code": code_of(case)})
    assert answer.status_code == 302
    assert found.get(answer.headers["Location"]).status_code == 200
    assert send(found, address(case, "answer"), answer="三号楼").status_code == 302
    assert Case.objects.get(id=case.id).state == "check"


@pytest.mark.parametrize("change", ["last", "street", "empty", "long", "script", "nul", "bytes"])
def test_a_wrong_code_opens_nothing_and_says_nothing(resident: Someone, change: str) -> None:
    code = code_of(raised(resident.person))
    wrong = {
        "last": code[:-1] + ("0" if code[-1] != "0" else "1"),
        "street": "150102005" + code[9:],
        "empty": "",
        "long": code * 50,
        "script": SCRIPT,
        "nul": f"{code}\x00x",
        "bytes": "\ufffd" * 21,
    }[change]
    client = Client(REMOTE_ADDR=f"10.0.0.{len(change)}")
    answer = client.post(reverse("receipt"), {"code": wrong})
    assert answer.status_code == 422
    assert "linli_receipts" not in client.cookies
    assert "<script>alert" not in body(answer)


# Stale forms


def test_a_stale_form_keeps_what_was_typed_and_names_the_new_state(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    fields = {**opened(client, address(case, "ask")), "question": "请问是几号楼的灯？"}
    publish(case, desk.person)
    answer = client.post(address(case, "ask"), fields)
    assert answer.status_code == 409
    assert "请问是几号楼的灯？" in said(answer)
    assert "待认领" in said(answer)
    assert Case.objects.get(id=case.id).version == 2


def test_a_stale_form_that_still_fits_can_be_sent_again(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    url = address(case, "publish")
    fields = {**opened(client, url), "public_text": "想请人换灯泡。", "scope": "street", "checked": "on"}
    case = step("ask", case, desk.person, question="几号楼？")
    step("answer", case, with_code(case), answer="三号楼")
    answer = client.post(url, fields)
    assert answer.status_code == 409
    assert "想请人换灯泡。" in said(answer)
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(url, fields).status_code == 302
    assert Case.objects.get(id=case.id).state == "published"


def test_the_second_claimer_is_told_on_the_page(
    resident: Someone, desk: Someone, helper: Someone, liaison: Someone
) -> None:
    case = publish(raised(resident.person), desk.person)
    first, second = helper.sign_in(Client()), liaison.sign_in(Client())
    forms = [{**opened(client, address(case, "claim")), "way": "self"} for client in (first, second)]
    assert first.post(address(case, "claim"), forms[0]).status_code == 302
    answer = second.post(address(case, "claim"), forms[1])
    assert answer.status_code == 409
    assert "办理中" in said(answer)


# Whatever else

typed = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\x00\x1b\u202e\ufffd\ufeff<>&\"'%{}\\\r\n\u200d"), max_size=60
)
fields = st.dictionaries(
    st.sampled_from(["words", "kind", "whom", "name", "phone", "screen", "token", "way", "rating", "extra", ""])
    | st.text(max_size=5),
    typed | st.sampled_from(["service", "self", "other", "2", "on", "5", "13812341234", "team:", f"team:{NOBODY}"]),
    max_size=8,
)
gently = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@gently
@given(sent=fields)
@example(sent={"way": "team:not-a-key"})
@example(sent={"way": "team:" + "0" * 100, "words": "\x00"})
def test_whatever_is_typed_gets_an_answer(
    resident: Someone, desk: Someone, helper: Someone, sent: dict[str, Any]
) -> None:
    case = publish(raised(resident.person), desk.person)
    raise_url, claim_url = reverse("raise", args=[ELSEWHERE]), address(case, "claim")
    for client, url in ((Client(), raise_url), (helper.sign_in(Client()), claim_url), (Client(), reverse("receipt"))):
        marks = opened(client, url)
        before = Event.objects.count()
        answer = client.post(url, {**sent, **marks, "screen": sent.get("screen", "2")})
        assert answer.status_code in {200, 302, 409, 422, 429}  # 200: the next screen
        taken = url != reverse("receipt") and answer.status_code == 302
        assert Event.objects.count() - before == int(taken)
