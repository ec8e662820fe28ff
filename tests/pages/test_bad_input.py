"""What is empty, too long, not text, or script: each gets a clear answer, and nothing is lost or kept by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.ledger.models import Event, Text
from tests.lives import brought_to, publish, raised, step
from tests.pages.sending import FORM, NOBODY, SCRIPT, nothing_kept, post_bytes, whole
from tests.sheets import address, body, opened, said, send
from tests.town import ELSEWHERE, STREET

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db

# Empty and over-long


@pytest.mark.parametrize("screen", ["0", "1", "2", "3", "9", "-1", "x", "", "²"])
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
        answer = client.post(url, {**sent, **marks, "screen": sent.get("screen", "3")})
        assert answer.status_code in {200, 302, 409, 422, 429}  # 200: the next screen
        taken = url != reverse("receipt") and answer.status_code == 302
        assert Event.objects.count() - before == int(taken)
