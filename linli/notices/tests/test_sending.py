"""What leaves the house: once, by day, and found again when the gateway is silent. The gateway is a real server here."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as ours

from linli.edges import aliyun, gateways
from linli.edges.sms import Outcome
from linli.edges.tests.provider import KEY, SECRET, Provider, provider
from linli.notices import mailboxes, sending, standing
from linli.notices.hours import ASK_AGAIN, SEND_AGAIN
from linli.notices.models import Delivery, Notice
from linli.people.models import Account
from linli.people.person import visitor
from tests.lives import claim, finish, publish, raised, step
from tests.telling import NOON, follow, send, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pytest_django import Settings

    from tests.town import Someone

__all__ = ["provider"]
pytestmark = pytest.mark.django_db
PHONE = "13812347392"
MINUTE = timedelta(minutes=1)
State = Delivery.State


@pytest.fixture(autouse=True)
def _by_the_provider(provider: str, settings: Settings) -> Iterator[None]:
    (ours.LINLI_KEY_DIR / "sms.json").write_text(json.dumps({"key_id": KEY, "secret": SECRET}), encoding="utf-8")
    settings.LINLI_SMS, settings.LINLI_SMS_URL, settings.LINLI_SMS_SIGN = "aliyun", provider, "邻里"
    settings.LINLI_SMS_NOTICE_TEMPLATE, settings.LINLI_SMS_DIGEST_TEMPLATE = "SMS_2", "SMS_3"
    gateways._gateway.cache_clear()  # noqa: SLF001 - settings changed
    yield
    gateways._gateway.cache_clear()  # noqa: SLF001


@pytest.fixture
def asked(desk: Someone) -> Any:
    """Somebody without an account left a number and was asked for more."""
    return step("ask", raised(visitor(), phone=PHONE), desk.person, question="几号楼？")


def only() -> Delivery:
    return Delivery.objects.get(kind="news")


def test_a_message_says_which_and_what_to_do_and_nothing_else(asked: Any) -> None:
    follow()
    send()
    (taken,) = Provider.taken
    assert taken["PhoneNumbers"] == PHONE
    assert taken["TemplateCode"] == "SMS_2"
    assert json.loads(taken["TemplateParam"]) == {
        "kind": "微心愿",
        "label": asked.label,
        "what": "社区有事要问，请补充",
    }
    assert taken["OutId"] == only().key
    assert only().state == State.SENT


@pytest.mark.usefixtures("asked")
def test_what_arrived_and_what_did_not_is_written_down() -> None:
    follow()
    send()
    send(NOON + ASK_AGAIN[0] - MINUTE)
    assert only().state == State.SENT
    send(NOON + ASK_AGAIN[0])
    assert only().state == State.DELIVERED
    Delivery.objects.filter(kind="news").update(state=State.SENT, due=NOON)
    Provider.status = (2, "MOBILE_NOT_ON_SERVICE")
    send()
    assert (only().state, only().reason) == (State.FAILED, "MOBILE_NOT_ON_SERVICE")
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_without_any_report_it_stays_as_sent_and_nobody_asks_for_ever() -> None:
    follow()
    send()
    Provider.status = (1, "")
    now = NOON
    for pause in ASK_AGAIN:
        now += pause
        send(now)
    assert (only().state, only().due) == (State.SENT, None)
    assert len(Provider.asked) == len(ASK_AGAIN)
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_a_time_out_that_was_taken_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliyun, "SECONDS", 0.2)
    Provider.hang = threading.Event()
    follow()
    send()
    Provider.hang.set()
    assert only().state == State.UNKNOWN
    Provider.hang = None
    send(NOON + ASK_AGAIN[0])
    assert only().state == State.DELIVERED
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_a_time_out_that_was_not_taken_is_sent_again_under_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliyun, "SECONDS", 0.2)
    Provider.hang, Provider.loses = threading.Event(), True
    follow()
    send()
    Provider.hang.set()
    Provider.hang, Provider.loses = None, False
    assert Provider.taken == []
    send(NOON + ASK_AGAIN[0])
    assert (only().state, only().tries) == (State.WAITING, 1)
    send(NOON + ASK_AGAIN[0] + SEND_AGAIN[0])
    assert [taken["OutId"] for taken in Provider.taken] == [only().key]
    assert (only().state, only().tries) == (State.SENT, 2)


@pytest.mark.usefixtures("asked")
def test_of_what_nobody_can_say_somebody_has_to_call_in_the_end() -> None:
    Provider.answer, Provider.silent = (503, b""), True
    follow()
    send()
    now = NOON
    for pause in ASK_AGAIN:
        assert only().state == State.UNKNOWN
        now += pause
        send(now)
    assert (only().state, only().reason, only().due) == (State.FAILED, "unknown", None)
    assert len(Provider.taken) == 1  # it was given away once, and never knowingly twice


@pytest.mark.usefixtures("asked")
def test_a_refusal_is_final_and_says_so() -> None:
    Provider.answer = (200, b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}')
    follow()
    send()
    send(NOON + timedelta(days=2))
    assert (only().state, only().reason) == (State.FAILED, "refused")
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_later_is_tried_again_after_longer_pauses_and_given_up_in_the_end() -> None:
    Provider.answer = (200, b'{"Code": "isv.AMOUNT_NOT_ENOUGH"}')
    follow()
    now, pauses = NOON, []
    while only().state == State.WAITING:
        due = only().due
        assert due is not None
        pauses.append(max(due, now) - now)
        now = max(due, now)
        send(now)
    assert (only().state, only().reason) == (State.FAILED, "gave_up")
    assert len(Provider.taken) == len(SEND_AGAIN) + 1
    assert {taken["OutId"] for taken in Provider.taken} == {only().key}
    assert pauses[1:4] == list(SEND_AGAIN[:3])


@pytest.mark.parametrize("statuses", [((3, ""), (2, "MOBILE_SEND_LIMIT")), ((2, "MOBILE_SEND_LIMIT"), (3, ""))])
@pytest.mark.usefixtures("asked")
def test_a_gateway_that_tells_of_one_message_twice_is_believed_once(statuses: tuple[Any, Any]) -> None:
    Provider.status, Provider.status_again = statuses
    follow()
    send()
    send(NOON + ASK_AGAIN[0])
    assert only().state == State.DELIVERED
    send(NOON + ASK_AGAIN[-1])
    assert len(Provider.asked) == 1  # what has arrived is asked for no more
    assert len(Provider.taken) == 1


def crash(*_: object) -> None:
    message = "the machine lost its power"
    raise SystemExit(message)


@pytest.mark.usefixtures("asked")
def test_a_crash_between_sending_and_writing_it_down_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    follow()
    with monkeypatch.context() as here:
        here.setattr(sending, "_note_outcome", crash)
        with pytest.raises(SystemExit):
            send()
    assert (only().state, len(Provider.taken)) == (State.SENDING, 1)
    send()  # it may still be on its way
    assert only().state == State.SENDING
    send(NOON + sending.SENDING_LASTS)
    assert only().state == State.DELIVERED
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_a_crash_before_sending_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    follow()
    with monkeypatch.context() as here:
        here.setattr(aliyun.Aliyun, "send", crash)
        with pytest.raises(SystemExit):
            send()
    assert (only().state, Provider.taken) == (State.SENDING, [])
    send(NOON + sending.SENDING_LASTS)
    send(NOON + sending.SENDING_LASTS + SEND_AGAIN[0])
    assert only().state == State.SENT
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_an_answer_that_comes_after_the_gateway_was_asked_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers: the slow one hears that nobody knows, when the other has already heard that it arrived."""
    follow()

    def slow(made: aliyun.Aliyun, message: object) -> Outcome:
        taken = Aliyun_send(made, message)  # type: ignore[arg-type]
        Delivery.objects.filter(kind="news").update(state=State.DELIVERED, due=None)
        return Outcome.UNKNOWN if taken is Outcome.SENT else taken

    Aliyun_send = aliyun.Aliyun.send  # noqa: N806 - the real one
    monkeypatch.setattr(aliyun.Aliyun, "send", slow)
    send()
    assert only().state == State.DELIVERED


@pytest.mark.usefixtures("asked")
def test_by_night_it_waits_until_the_morning() -> None:
    night = NOON + timedelta(hours=10)
    follow(night)
    send(night)
    assert Provider.taken == []
    assert only().due == NOON + timedelta(hours=20)
    send(NOON + timedelta(hours=20))
    assert len(Provider.taken) == 1


@pytest.mark.usefixtures("asked")
def test_what_was_due_before_the_night_and_could_not_go_waits_too() -> None:
    follow()
    send(NOON + timedelta(hours=10))
    assert Provider.taken == []
    assert only().due == NOON + timedelta(hours=20)


@pytest.mark.usefixtures("asked")
def test_what_is_urgent_goes_by_night() -> None:
    follow()
    Delivery.objects.update(urgent=True)
    send(NOON + timedelta(hours=10))
    assert len(Provider.taken) == 1


def test_a_later_event_takes_the_message_of_before_back(asked: Any, desk: Someone) -> None:
    night = NOON + timedelta(hours=10)
    follow(night)
    step("refuse", asked, desk.person, reason="works", told="请到窗口登记。")
    follow(night)
    send(NOON + timedelta(hours=20))
    (taken,) = Provider.taken
    assert json.loads(taken["TemplateParam"])["what"] == "这次不能受理，请看原因"
    states = Delivery.objects.filter(kind="news").values_list("state", flat=True)
    assert sorted(states) == [State.DROPPED, State.SENT]


def test_the_corrected_number_is_the_one_that_is_written_to(asked: Any, desk: Someone) -> None:
    from linli.flows import corrections

    follow()
    corrections.correct(asked, by=desk.person, at=NOON, words={"phone": "13912347392"})
    send()
    assert [taken["PhoneNumbers"] for taken in Provider.taken] == ["13912347392"]


def test_a_landline_is_called(desk: Someone) -> None:
    step("ask", raised(visitor(), phone="09312345678"), desk.person, question="几号楼？")
    follow()
    send()
    assert (only().state, Provider.taken) == (State.OWED, [])


@pytest.mark.usefixtures("asked")
def test_without_a_template_whoever_has_no_account_is_called(settings: Settings) -> None:
    settings.LINLI_SMS_NOTICE_TEMPLATE = ""
    gateways._gateway.cache_clear()  # noqa: SLF001
    follow()
    assert only().state == State.OWED


def test_news_wait_for_the_digest_and_come_as_one(resident: Someone, desk: Someone) -> None:
    for _ in range(2):
        publish(raised(resident.person), desk.person)
    follow()
    morning = NOON + timedelta(hours=21)
    send(morning - MINUTE)
    assert Provider.taken == []
    send(morning)
    (mine,) = [one for one in Provider.taken if one["PhoneNumbers"] == resident.account.phone]
    assert (mine["TemplateCode"], json.loads(mine["TemplateParam"])) == ("SMS_3", {"count": "2"})


def test_what_was_read_before_the_digest_is_not_in_it(resident: Someone, desk: Someone) -> None:
    publish(raised(resident.person), desk.person)
    follow()
    mailboxes.see(resident.account.pk, now=NOON)
    send(NOON + timedelta(hours=21))
    assert [one for one in Provider.taken if one["PhoneNumbers"] == resident.account.phone] == []


def test_your_turn_is_told_at_once_to_the_wisher(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = claim(publish(raised(resident.person), desk.person), helper.person)
    finish(case, helper.person)
    follow()
    send()
    (taken,) = [one for one in Provider.taken if one["PhoneNumbers"] == resident.account.phone]
    assert json.loads(taken["TemplateParam"])["what"] == "认领人说办好了，请您确认"


@pytest.mark.parametrize(("way", "messages"), [("", 1), ("sms", 2), ("digest", 1), ("page", 0), ("call", 0)])
def test_a_post_gets_a_digest_unless_its_holder_chose_otherwise(
    resident: Someone, desk: Someone, way: str, messages: int
) -> None:
    if way:
        mailboxes.choose(desk.account.pk, way)
    for _ in range(2):
        raised(resident.person)
        follow()
        send()
    send(NOON + timedelta(hours=21))
    assert len([one for one in Provider.taken if one["PhoneNumbers"] == desk.account.phone]) == messages
    assert told(desk) == ["有新的心愿，请核对"] * 2


def test_whoever_turned_messages_off_meanwhile_gets_none(resident: Someone, desk: Someone) -> None:
    step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    mailboxes.choose(resident.account.pk, "page")
    send()
    assert [one for one in Provider.taken if one["PhoneNumbers"] == resident.account.phone] == []


def test_whoever_wants_to_be_called_is_on_the_list(resident: Someone, desk: Someone) -> None:
    mailboxes.choose(resident.account.pk, "call")
    step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    assert only().state == State.OWED


def test_a_closed_account_gets_nothing_that_was_waiting(resident: Someone, desk: Someone) -> None:
    step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    Account.objects.filter(pk=resident.account.pk).update(is_active=False)
    send()
    assert [one for one in Provider.taken if one["PhoneNumbers"] == resident.account.phone] == []


@pytest.mark.usefixtures("asked")
def test_two_workers_send_each_message_once() -> None:
    follow()
    Notice.objects.update()  # nothing changed
    street, key = only().street, only().pk
    door = gateways.gateway()
    assert door is not None
    assert sending._mark(street, key, door, NOON) is not None  # noqa: SLF001 - the first one is about to send
    assert sending._mark(street, key, door, NOON) is None  # noqa: SLF001 - the second finds it marked


@pytest.mark.usefixtures("asked")
def test_the_doctor_says_when_messages_fail_or_stay() -> None:
    follow()
    assert standing.not_well(NOON) == ""
    assert "should have been seen to" in standing.not_well(NOON + timedelta(hours=2))
    Provider.answer = (200, b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}')
    send()
    assert standing.not_well(NOON) == ""  # one number that is none is no fault of the installation
    row = only()
    for _ in range(5):
        Delivery.objects.create(
            street=row.street, kind="digest", way="sms", state=State.FAILED, account_id=anybody(), made=NOON, sent=NOON,
            reason="refused",
        )  # fmt: skip
    assert "6 of the last day's messages failed (refused 6), 0 went through" in standing.not_well(NOON)


def anybody() -> UUID:
    return Account.objects.values_list("pk", flat=True)[0]
