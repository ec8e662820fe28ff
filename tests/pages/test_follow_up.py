"""Pages of follow-up: what the resident is asked and sees of it, what the desk owes, who decides; the link that needs no sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cases.follow_up import links
from linli.cases.follow_up.models import FollowUp
from linli.cases.follow_up.tests.living import closed_pact
from linli.edges.models import KeptMessage
from linli.ledger.models import Event
from linli.people import looks
from linli.people.models import Look
from linli.people.person import visitor
from tests import telling
from tests.lives import WORDS, again, claim, confirm, finish, publish, raised
from tests.sheets import body, opened, said, send, with_receipt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.cases.models import Case
    from linli.people.person import Person
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳小雨", "13812347392"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _cache() -> Iterator[None]:
    """Forget who asked how often."""
    cache.clear()
    yield
    cache.clear()


def page(case: Case, verb: str) -> str:
    return reverse("case_follow_up_deed", args=[case.street, case.id, verb])


def browser(one: Someone) -> Client:
    return one.sign_in(Client())


def done(by: Person, desk: Someone, helper: Someone, **more: Any) -> Case:
    """A wish that is said to be done, and the worker was there."""
    case = publish(raised(by, **more), desk.person)
    case = finish(claim(case, helper.person), helper.person)
    telling.follow()
    return again(case)


@pytest.fixture
def bad(resident: Someone, desk: Someone, helper: Someone) -> Case:
    """A wish that its wisher rated badly."""
    case = confirm(done(resident.person, desk, helper), resident.person, "1")
    telling.follow()
    return again(case)


@pytest.fixture
def pact(resident: Someone, desk: Someone) -> Case:
    """Concluded an hour ago; its parties are asked by nobody but follow-up."""
    case = closed_pact(resident.person, desk.person, at=timezone.now() - timedelta(hours=4))
    telling.follow()
    return again(case)


def row(case: Case) -> FollowUp:
    return FollowUp.objects.get(case=case.id)


class TestOnTheCase:
    def test_the_resident_is_asked_and_answers_once(self, pact: Case, resident: Someone) -> None:
        client = browser(resident)
        told = said(client.get(pact.url))
        assert "办得怎么样，请您说一声。" in told
        assert page(pact, "answer") in told
        answer = send(client, page(pact, "answer"), contacted="yes", solved="yes", rating="4", words="谢谢")
        assert (answer.status_code, answer["Location"]) == (302, pact.url)
        told = said(client.get(pact.url))
        assert "满意" in told
        assert page(pact, "answer") not in told
        assert row(pact).rating == 4
        assert client.get(page(pact, "answer")).status_code == 409

    def test_a_form_that_comes_twice_counts_once(self, pact: Case, resident: Someone) -> None:
        client = browser(resident)
        typed = {**opened(client, page(pact, "answer")), "contacted": "yes", "solved": "no", "rating": "1", "words": ""}
        first = client.post(page(pact, "answer"), typed)
        second = client.post(page(pact, "answer"), typed)
        assert (first.status_code, second.status_code) == (302, 302)
        assert Event.objects.filter(stream=pact.id, verb="pact.follow_up_answer").count() == 1

    def test_what_is_left_out_is_said_beside_the_question(self, pact: Case, resident: Someone) -> None:
        answer = send(browser(resident), page(pact, "answer"), contacted="yes", solved="", rating="4", words="")
        assert answer.status_code == 422
        assert row(pact).rating is None

    def test_a_bad_answer_shows_to_everybody_concerned_what_is_owed_next(
        self, bad: Case, resident: Someone, desk: Someone
    ) -> None:
        for client, words in ((browser(resident), "给您打电话"), (browser(desk), "给本人打电话")):
            told = said(client.get(bad.url))
            assert words in told
            assert "整改好" in told
            assert "不满意" in told
        assert page(bad, "call_back") in said(browser(desk).get(bad.url))
        assert page(bad, "call_back") not in said(browser(resident).get(bad.url))

    def test_the_desk_calls_puts_right_and_the_resident_rates_once_more(
        self, pact: Case, resident: Someone, desk: Someone
    ) -> None:
        send(browser(resident), page(pact, "answer"), contacted="no", solved="no", rating="2", words="还是歪的")
        assert "还是歪的" in said(browser(desk).get(pact.url)) or row(pact).rating == 2
        send(browser(desk), page(pact, "call_back"), words="说栅栏歪了")
        send(browser(desk), page(pact, "put_right"), words="重新立好了")
        told = said(browser(resident).get(pact.url))
        assert "整改以后怎么样，请您追评一次。" in told
        assert "说栅栏歪了" not in told
        send(browser(resident), page(pact, "answer"), contacted="yes", solved="yes", rating="5", words="")
        assert (row(pact).rating, row(pact).again) == (2, 5)
        assert "追评" in said(browser(resident).get(pact.url))

    def test_the_helper_who_did_it_sees_how_it_was_rated_and_nobody_else_does(
        self, bad: Case, helper: Someone, someone: MakeSomeone, other_desk: Someone, auditor: Someone
    ) -> None:
        assert "非常不满意" in said(browser(helper).get(bad.url))
        for other in (someone(), other_desk, auditor):
            assert "非常不满意" not in said(browser(other).get(bad.url))

    def test_an_objection_goes_to_the_street_and_back(
        self, bad: Case, resident: Someone, helper: Someone, desk: Someone, street_leader: Someone
    ) -> None:
        send(browser(helper), page(bad, "object_rating"), reason="untrue", words="灯是好的，有照片")
        told = said(browser(street_leader).get(bad.url))
        assert "灯是好的，有照片" in told
        assert "等街道审" in said(browser(resident).get(bad.url))
        assert "灯是好的，有照片" not in said(browser(resident).get(bad.url))
        assert "灯是好的，有照片" in said(browser(street_leader).get(page(bad, "decide_rating")))
        send(browser(street_leader), page(bad, "decide_rating"), decision="yes", words="看过了，属实")
        assert "成立" in said(browser(resident).get(bad.url))
        assert "看过了，属实" in said(browser(desk).get(bad.url))

    @pytest.mark.parametrize("who", ["resident", "other_desk", "auditor", "grid_worker", "helper"])
    def test_a_deed_is_refused_to_whoever_has_no_part_in_it(
        self, bad: Case, who: str, request: pytest.FixtureRequest
    ) -> None:
        client = browser(request.getfixturevalue(who))
        for verb in ("call_back", "put_right", "decide_rating", "lift_left_out", "object_left_out"):
            assert client.get(page(bad, verb)).status_code in {403, 404}, verb

    def test_nobody_decides_their_own(self, bad: Case, street_leader: Someone) -> None:
        client = browser(street_leader)
        send(client, page(bad, "object_left_out"), reason="mistaken", words="试用时录的")
        assert client.get(page(bad, "decide_left_out")).status_code == 403


class TestTheDesk:
    def test_it_sees_what_is_owed_the_soonest_first_and_each_leads_to_its_step(
        self, bad: Case, desk: Someone, other_desk: Someone
    ) -> None:
        told = said(browser(desk).get(reverse("follow_up")))
        assert bad.label in told
        assert page(bad, "call_back") in told
        assert bad.label not in said(browser(other_desk).get(reverse("follow_up")))

    def test_whoever_wants_a_call_is_on_the_list_with_both_ways_out(self, desk: Someone, helper: Someone) -> None:
        case = done(visitor(), desk, helper, name=NAME, phone=PHONE, tell="call")
        told = said(browser(desk).get(reverse("follow_up"), {"what": "calls"}))
        assert case.label in told
        assert PHONE not in told
        assert reverse("step", args=["wish", case.street, case.id, "confirm_by_call"]) in told
        send(browser(desk), page(case, "not_reached"))
        assert row(case).tries == 1
        assert "试过 1 天" in said(browser(desk).get(reverse("follow_up"), {"what": "calls"}))
        assert browser(desk).get(page(case, "not_reached")).status_code == 409

    def test_whoever_wants_a_visit_is_on_another(self, desk: Someone, helper: Someone) -> None:
        case = done(visitor(), desk, helper, name=NAME, phone=PHONE, tell="visit")
        lists = {what: said(browser(desk).get(reverse("follow_up"), {"what": what})) for what in ("calls", "visits")}
        assert [what for what, told in lists.items() if case.label in told] == ["visits"]

    def test_the_printed_list_tells_whom_to_call_and_each_row_is_a_look(self, desk: Someone, helper: Someone) -> None:
        case = done(visitor(), desk, helper, name=NAME, phone=PHONE, tell="call")
        done(visitor(), desk, helper, name="不打", phone="13812340000", tell="page")
        told = said(send(browser(desk), reverse("call_list"), which="follow_up", why="回访"))
        assert NAME in told
        assert PHONE in told
        assert "不打" not in told
        assert [look.stream for look in Look.objects.filter(kind=looks.WHOLE)] == [case.id]

    def test_the_desk_notes_what_was_said_at_the_door(self, pact: Case, desk: Someone) -> None:
        send(browser(desk), page(pact, "note"), how="visit", contacted="yes", solved="yes", rating="3", words="")
        assert (row(pact).rating, row(pact).channel) == (3, "visit")

    def test_the_street_decides_from_its_own_list(
        self, bad: Case, street_leader: Someone, town: Town, someone: MakeSomeone
    ) -> None:
        send(browser(street_leader), page(bad, "object_left_out"), reason="mistaken", words="试用时录的")
        second = someone("second", posts=(town.street.head,))
        assert reverse("follow_up") in said(browser(second).get(reverse("street")))
        told = said(browser(second).get(reverse("follow_up"), {"what": "decide"}))
        assert page(bad, "decide_left_out") in told
        assert page(bad, "decide_left_out") not in said(
            browser(street_leader).get(reverse("follow_up"), {"what": "decide"})
        )

    def test_a_list_costs_six_statements_however_long_it_is(
        self, resident: Someone, desk: Someone, helper: Someone
    ) -> None:
        for _each in range(4):
            confirm(done(resident.person, desk, helper), resident.person, "1")
        telling.follow()
        client = browser(desk)
        client.get(reverse("follow_up"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("follow_up")).status_code == 200
        assert len(captured) <= 6, [query["sql"] for query in captured]

    @pytest.mark.parametrize("who", ["resident", "helper", "auditor", "system_admin"])
    def test_it_is_for_those_who_handle_cases(self, who: str, request: pytest.FixtureRequest) -> None:
        assert browser(request.getfixturevalue(who)).get(reverse("follow_up")).status_code == 403


def link(case: Case) -> str:
    return reverse("answer_link", args=[links.code_of(row(case))])


class TestTheLink:
    @pytest.fixture
    def asked(self, desk: Someone, helper: Someone) -> Case:
        """A wish of somebody without an account who wants text messages."""
        return done(visitor(), desk, helper, name=NAME, phone=PHONE, tell="sms")

    def test_the_message_carries_it_and_no_word_of_the_matter(self, asked: Case) -> None:
        telling.send()
        texts = [message.text for message in KeptMessage.objects.all() if message.phone == PHONE]
        (asks,) = [text for text in texts if "/f/" in text]
        assert link(asked) in asks
        assert WORDS not in asks
        assert NAME not in asks

    def test_it_asks_three_questions_and_tells_nothing_of_anybody(self, asked: Case) -> None:
        told = said(Client().get(link(asked)))
        assert told.count("<fieldset") >= 3
        for personal in (NAME, PHONE, WORDS, "换阳台的灯泡"):
            assert personal not in told

    def test_an_answer_is_the_step_of_the_flow_and_comes_once(self, asked: Case) -> None:
        client, where = Client(), link(asked)
        typed = {**opened(client, where), "contacted": "yes", "solved": "yes", "rating": "5", "words": ""}
        first = client.post(where, typed)
        assert (first.status_code, first["Location"]) == (302, where)
        assert client.post(where, typed).status_code == 302
        assert (again(asked).state, again(asked).rating) == ("closed", 5)
        assert "收到了，谢谢您" in said(client.get(where))
        assert Event.objects.filter(stream=asked.id, verb="wish.confirm").count() == 1
        assert (row(asked).channel, row(asked).contacted) == ("link", True)

    def test_a_bad_one_tells_what_comes_next(self, asked: Case) -> None:
        client, where = Client(), link(asked)
        send(client, where, contacted="no", solved="no", rating="1", words="灯还是不亮")
        assert again(asked).state == "check"
        told = said(client.get(where))
        assert "给您打电话" in told
        assert "灯还是不亮" not in told

    def test_the_page_and_the_link_count_once_whoever_is_first(self, asked: Case) -> None:
        where = link(asked)
        typed = {**opened(client := Client(), where), "contacted": "yes", "solved": "yes", "rating": "1", "words": ""}
        confirm(asked, visitor({asked.id: asked.street}), "4")
        assert client.post(where, typed).status_code in {200, 302, 409}
        telling.follow()
        assert (row(asked).rating, row(asked).again, again(asked).rating) == (4, None, 4)

    def test_it_expires(self, asked: Case) -> None:
        where = link(asked)
        FollowUp.objects.filter(case=asked.id).update(asked=timezone.now() - 40 * DAY)
        assert Client().get(where).status_code == 404  # of an asking that is no more
        assert "链接过期了" in said(Client().get(link(asked)))
        client = Client()
        assert client.post(link(asked), {"rating": "5"}).status_code in {200, 422}
        assert again(asked).state == "done"

    def test_a_code_that_was_changed_anywhere_opens_nothing(self, asked: Case) -> None:
        code = links.code_of(row(asked))
        for place in range(0, len(code), 5):
            other = "A" if code[place] != "A" else "B"
            cache.clear()
            changed = code[:place] + other + code[place + 1 :]
            assert Client().get(reverse("answer_link", args=[changed])).status_code == 404, place
        for short in ("x", code[:-1], code + "A", "-" * 43):
            assert Client().get(reverse("answer_link", args=[short])).status_code == 404

    def test_the_link_of_one_case_answers_no_other(self, asked: Case, desk: Someone, helper: Someone) -> None:
        other = done(visitor(), desk, helper, name=NAME, phone=PHONE, tell="sms")
        client = Client()
        typed = {**opened(client, link(asked)), "contacted": "yes", "solved": "yes", "rating": "5", "words": ""}
        assert client.post(link(other), typed).status_code == 422
        assert again(other).state == again(asked).state == "done"

    def test_whoever_guesses_has_to_wait(self, asked: Case) -> None:
        client = Client()
        answers = [client.get(reverse("answer_link", args=["x" * 43])).status_code for _each in range(12)]
        assert answers[:10] == [404] * 10
        assert answers[10:] == [429, 429]
        assert client.get(link(asked)).status_code == 429

    def test_a_form_from_another_browser_is_not_taken(self, asked: Case) -> None:
        typed = {**opened(Client(), link(asked)), "contacted": "yes", "solved": "yes", "rating": "5", "words": ""}
        assert Client().post(link(asked), typed).status_code in {409, 422}
        assert again(asked).state == "done"

    def test_opening_it_changes_nothing(self, asked: Case) -> None:
        before = Event.objects.count()
        for _each in range(3):
            Client().get(link(asked))
            Client().head(link(asked))
        assert Event.objects.count() == before

    def test_it_signs_nobody_in(self, asked: Case) -> None:
        client = Client()
        send(client, link(asked), contacted="yes", solved="yes", rating="5", words="")
        assert client.get(reverse("mine")).status_code == 302
        assert body(client.get(asked.url)).count(WORDS) == 0 if client.get(asked.url).status_code == 200 else True


def test_the_receipt_shows_the_question_too(pact: Case) -> None:
    assert page(pact, "answer") in said(with_receipt(pact).get(pact.url))
