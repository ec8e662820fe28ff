"""Pages of a case's time: who may do what to the clock, what the resident reads of it, and how each list shows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Matter
from linli.cases.timing.sweep import sweep
from linli.ledger.models import Event
from linli.places.calendars import forget_calendars, set_days
from tests.lives import again, publish, raised, step, with_code
from tests.sheets import body, opened, said, send, with_receipt
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.town import Someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget_calendars()
    yield
    forget_calendars()


def page(case: Case, verb: str) -> str:
    return reverse("case_clock_deed", args=[case.street, case.id, verb])


def verbs(case: Case) -> list[str]:
    return list(Event.objects.filter(stream=case.id).order_by("number").values_list("verb", flat=True))


def in_workdays(number: int) -> None:
    old = Matter.objects.get(code="wish", place="")
    limits = {**old.limits, "check": {"workdays": number, "confirmed": True}}
    Matter.objects.create(
        code=old.code, place=STREET, flow=old.flow, title=old.title, title_en=old.title_en, limits=limits
    )


def test_the_desk_extends_and_the_resident_reads_until_when_and_why(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    answer = send(desk.sign_in(Client()), page(case, "extend"), by="2", why="要等物业量好尺寸。")
    assert (answer.status_code, answer["Location"]) == (302, case.url)
    assert again(case).extended == 1
    for client in (resident.sign_in(Client()), with_receipt(case)):
        told = said(client.get(case.url))
        assert "延长时限" in told
        assert "延长 2 天" in told
        assert "要等物业量好尺寸。" in told


def test_the_street_reads_that_it_was_extended_and_not_what_the_resident_was_told(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = raised(resident.person)
    send(desk.sign_in(Client()), page(case, "extend"), by="1", why="要等物业量好尺寸。")
    told = said(street_leader.sign_in(Client()).get(case.url))
    assert "延长 1 天" in told
    assert "物业" not in told


def test_an_extension_without_words_for_the_resident_is_not_taken(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    answer = send(desk.sign_in(Client()), page(case, "extend"), by="2", why=" ")
    assert answer.status_code == 422
    assert verbs(case) == ["wish.raise"]


def test_the_same_form_twice_extends_once(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    marks = opened(client, page(case, "extend"))
    for _time in range(2):
        assert client.post(page(case, "extend"), {**marks, "by": "1", "why": "要等。"}).status_code == 302
    assert verbs(case) == ["wish.raise", "wish.extend"]


def test_a_form_shown_before_the_case_went_on_is_not_taken(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    marks = opened(client, page(case, "pause"))
    step("withdraw", case, resident.person)
    answer = client.post(page(case, "pause"), {**marks, "reason": "weather"})
    assert answer.status_code == 409
    assert "有了新进展" in said(answer)
    assert verbs(case) == ["wish.raise", "wish.withdraw"]


def test_a_pause_shows_everywhere_with_its_reason_and_goes_on_again(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    send(client, page(case, "pause"), reason="weather")
    for told in (said(client.get(reverse("desk"))), said(resident.sign_in(Client()).get(case.url))):
        assert "暂停计时" in told
    assert "因天气、灾害等原因" in said(with_receipt(case).get(case.url))
    assert "恢复计时" in said(client.get(case.url))
    assert said(client.get(f"{reverse('desk')}?late=paused")).count(case.label) >= 1
    send(client, page(case, "resume"))
    assert again(case).paused is None
    assert case.label not in said(client.get(f"{reverse('desk')}?late=paused"))


def test_the_street_reminds_and_watches_and_the_desk_sees_both(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case, client = raised(resident.person), street_leader.sign_in(Client())
    send(client, page(case, "urge"), words="请今天给老人回个话。")
    send(client, page(case, "supervise"), words="")
    at_desk = desk.sign_in(Client())
    assert "请今天给老人回个话。" in said(at_desk.get(case.url))
    listed = said(at_desk.get(reverse("desk")))
    assert "催办 1 次" in listed
    assert "督办" in listed
    assert case.label in said(client.get(f"{reverse('desk')}?state=supervised"))
    told = said(resident.sign_in(Client()).get(case.url))
    assert "督办" in told
    assert "请今天给老人回个话。" not in told
    send(client, page(case, "lift"))
    assert verbs(case) == ["wish.raise", "wish.urge", "wish.supervise", "wish.lift"]


def test_each_light_says_in_words_how_the_time_stands(resident: Someone, desk: Someone) -> None:
    now = timezone.now()
    ages = {"plenty": timedelta(), "soon": timedelta(days=2, hours=12), "over": timedelta(days=6)}
    cases = {word: raised(resident.person, at=now - age) for word, age in ages.items()}
    moment = cases["soon"].warn
    assert moment is not None
    Case.objects.filter(id=cases["soon"].id).update(warn=now - timedelta(minutes=1))
    sweep(now=now)
    client = desk.sign_in(Client())
    listed = said(client.get(reverse("desk")))
    assert "快到期，" in listed
    assert "已超 " in listed
    assert "还剩 " in listed
    for name, word in (("soon", "soon"), ("late", "over")):
        shown = said(client.get(f"{reverse('desk')}?late={name}"))
        assert {key for key, case in cases.items() if case.label in shown} == {word}


def test_a_limit_in_working_days_is_told_in_working_days_at_no_further_cost(
    resident: Someone, desk: Someone, django_assert_max_num_queries: Any
) -> None:
    in_workdays(5)
    for _number in range(5):
        raised(resident.person)
    client = desk.sign_in(Client())
    client.get(reverse("desk"))
    with django_assert_max_num_queries(6):
        listed = said(client.get(reverse("desk")))
    assert "个工作日" in listed


def test_those_concerned_read_how_the_time_is_counted_and_passers_by_do_not(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    in_workdays(40)
    case = raised(resident.person)
    set_days(timezone.localdate().year, {timezone.localdate() + timedelta(days=1): {"works": False, "name": "本地节日"}},
             place=HOME, basis="通知")  # fmt: skip
    forget_calendars()
    where = reverse("case_clock", args=[STREET, case.id])
    told = said(resident.sign_in(Client()).get(where))
    assert "40 个工作日" in told
    assert "本地节日" in told
    assert "怎么算的" in said(with_receipt(case).get(case.url))
    shown = publish(case, desk.person)
    assert helper.sign_in(Client()).get(where).status_code == 403
    assert "怎么算的" not in said(helper.sign_in(Client()).get(shown.url))


def test_a_provisional_day_is_called_so_until_the_year_is_announced(resident: Someone) -> None:
    in_workdays(300)  # reaches into a year that nobody has announced
    case = raised(resident.person)
    assert case.provisional
    client = with_receipt(case)
    assert "（暂定）" in said(client.get(case.url))
    assert "的放假安排还没有公布" in said(client.get(reverse("case_clock", args=[STREET, case.id])))


def test_a_case_is_reckoned_anew_from_the_page_that_explains_it(resident: Someone, street_leader: Someone) -> None:
    case, client = raised(resident.person), street_leader.sign_in(Client())
    where = reverse("case_clock", args=[STREET, case.id])
    assert "重新计算时限" not in said(client.get(where))
    in_workdays(20)
    assert page(case, "recompute") in body(client.get(where))
    send(client, page(case, "recompute"))
    assert again(case).span == 20
    assert "原来到" in said(resident.sign_in(Client()).get(case.url))


def test_the_calendar_shows_this_and_the_next_year_and_what_a_place_adds(
    desk: Someone, other_desk: Someone, resident: Someone
) -> None:
    today = timezone.localdate()
    set_days(today.year, {date(today.year, 3, 3): {"works": False, "name": "本地节日"}}, place=HOME, basis="通知〔1〕")
    shown = said(desk.sign_in(Client()).get(reverse("calendar")))
    for words in ("本地节日", "通知〔1〕", f"{today.year}年", f"{today.year + 1}年", "国庆节"):
        assert words in shown
    assert "本地节日" not in said(other_desk.sign_in(Client()).get(reverse("calendar")))
    assert resident.sign_in(Client()).get(reverse("calendar")).status_code == 403


def test_a_year_that_was_not_announced_says_so(desk: Someone) -> None:
    coming = timezone.localdate().year + 1
    client = desk.sign_in(Client())
    assert f"{coming}年的放假安排还没有公布" in said(client.get(reverse("calendar")))
    set_days(coming, {date(coming, 1, 1): {"works": False, "name": "元旦"}}, basis="通知", announced=True)
    assert "还没有公布" not in said(client.get(reverse("calendar")))


def test_the_rules_of_time_and_the_profiles_stand_on_the_policy_page() -> None:
    shown = said(Client().get(reverse("policy")))
    for words in ("时限怎么算", "特急", "2 小时", "24 小时", "15 天", "15 个工作日", "最多 1 次，每次最多 3 天"):
        assert words in shown


def test_whoever_has_the_receipt_only_reads(resident: Someone) -> None:
    case = raised(resident.person)
    assert with_code(case).receipts
    assert with_receipt(case).get(page(case, "pause")).status_code == 403


def test_an_unknown_deed_is_not_found(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    assert desk.sign_in(Client()).get(page(case, "shorten")).status_code == 404
