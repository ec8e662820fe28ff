"""A case goes on in another street: closed here, open there, nothing lost, nothing twice, and both ledgers whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Assignment, Case, Consent, Link, Participant
from linli.cases.moves import transfers
from linli.cases.moves.mergers import Told, merge
from linli.cases.privacy import erasing
from linli.cases.timing.sweep import sweep
from linli.flows import doors, erasure
from linli.kit.refused import Refused
from linli.ledger import actors, counting, figures, receipts, summing, verify
from linli.ledger.events import words_of
from linli.ledger.models import Event, Receipt, Text
from linli.ledger.summing import Period
from linli.people import retention
from linli.people.models import Arrangement, Tenure
from linli.people.serving.opening import OpenStreet, open_street
from linli.places import mergers
from linli.places.models import Estate, Grid, Region
from tests.lives import PUBLIC_TEXT, WORDS, again, claim, confirm, finish, publish, raised, step
from tests.pages.sending import code_of, read
from tests.probe_capability.pacts import propose
from tests.sheets import body, opened, said, send
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
THERE, PLACE = "620102001", "620102001001"
NAME, PHONE = "欧阳小雨", "13812347392"
ON = date(2026, 6, 1)


@pytest.fixture
def other_street(town: Town) -> OpenStreet:
    """酒泉路街道, in another district."""
    del town
    return open_street(THERE, grids=1)


@pytest.fixture
def far_desk(other_street: OpenStreet, someone: MakeSomeone) -> Someone:
    """Somebody at the first desk there."""
    return someone("far-desk", name="路遥", posts=(other_street.desk(PLACE),))


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, name=NAME, phone=PHONE)


def gone(case: Case, *, why: str = "elsewhere") -> Case:
    return transfers.transfer(case, to=PLACE, why=why, at=timezone.now())


def told(case: Case) -> dict[str, str]:
    return {text.field: words_of(text) for text in Text.objects.filter(street=case.street, stream=case.id)}


def page(one: Someone, case: Case) -> str:
    return said(one.sign_in(Client()).get(case.url))


def typed(case: Case) -> tuple[Client, Any]:
    """Somebody types the receipt code of a case in; the browser, and the page to which it leads."""
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt
    client = Client()
    return client, client.post(reverse("receipt"), {"code": receipt.code}, follow=True)


def damages() -> dict[str, int]:
    return dict(verify.verify().kinds)


def test_it_is_closed_here_with_its_reason_and_goes_on_there_with_what_was_promised(
    case: Case, far_desk: Someone, desk: Someone, other_street: OpenStreet
) -> None:
    there = gone(case)
    here = again(case)
    assert (here.state, here.due, here.closed is not None) == ("moved", None, True)
    kept = (case.state, case.clock, case.due, case.matter_id, case.kind)
    assert (there.state, there.clock, there.due, there.matter_id, there.kind) == kept
    assert (there.street, there.place, there.responsible_post) == (THERE, PLACE, other_street.desk(PLACE))
    assert set(Case.objects.visible_to(far_desk.person)) == {there}
    assert "事情在别的街道" in page(desk, here)
    assert "从别的街道转来" in page(far_desk, there)
    assert step("ask", there, far_desk.person, question="几号楼？").state == "more"
    assert damages() == {}


def test_each_side_says_where_the_other_is(case: Case, resident: Someone, far_desk: Someone, desk: Someone) -> None:
    there, here = gone(case), again(case)
    links = {(link.case_id, link.kind, link.other_street, link.other) for link in Link.objects.all()}
    assert links == {(here.id, "continued", THERE, there.id), (there.id, "follows", STREET, here.id)}
    assert there.url in page(resident, here)
    assert here.url in page(resident, there)
    assert there.url not in page(desk, here)  # not theirs to see
    assert here.url not in page(far_desk, there)


def test_words_move_and_are_kept_once(case: Case, far_desk: Someone, desk: Someone, resident: Someone) -> None:
    there, here = gone(case), again(case)
    assert told(there) == {"words": WORDS, "name": NAME, "phone": PHONE}
    assert told(here) == {}
    assert WORDS not in page(desk, here)
    assert "写下的内容随件转走" in page(desk, here)
    assert WORDS in page(far_desk, there)
    assert WORDS in page(resident, there)
    assert PHONE not in page(far_desk, there)  # masked as ever


def test_everybody_and_what_they_agreed_to_goes_over(case: Case, resident: Someone, other_street: OpenStreet) -> None:
    del other_street
    there = gone(case)
    for model, columns in (
        (Participant, ("role", "account_id", "by_receipt", "audience", "until")),
        (Consent, ("purpose", "wording", "channel", "given", "withdrawn")),
    ):
        rows = [set(model.objects.filter(case=side).values_list(*columns)) for side in (case, there)]
        assert rows[0] == rows[1] != set()
    assert set(Case.objects.visible_to(resident.person)) == {again(case), there}
    withdrawn = step("withdraw", there, resident.person)
    assert withdrawn.state == "withdrawn"
    assert damages() == {}


def test_the_code_in_somebodys_hand_leads_to_the_new_one_and_they_may_act(case: Case, far_desk: Someone) -> None:
    before, _page = typed(case)
    there = gone(case)
    client, found = typed(case)
    assert found.redirect_chain[-1][0] == reverse("receipt_opened", args=[THERE, there.id])
    assert there.label in said(found)
    assert WORDS in said(client.get(there.url))
    led = before.get(reverse("receipt_opened", args=[STREET, case.id]), follow=True)  # typed in before it went
    assert led.redirect_chain[-1][0] == reverse("receipt_opened", args=[THERE, there.id])
    asked = step("ask", there, far_desk.person, question="几号楼？")
    answered = send(client, reverse("step", args=["wish", THERE, there.id, "answer"]), answer="三号楼")
    assert (answered.status_code, again(asked).state) == (302, "check")


def test_a_published_and_claimed_wish_goes_on_with_its_words_and_its_holder(
    resident: Someone, desk: Someone, helper: Someone, far_desk: Someone
) -> None:
    case = claim(publish(raised(resident.person), desk.person), helper.person)
    there = gone(case)
    assert (there.state, there.scope) == ("claimed", PLACE)
    assert Assignment.objects.get(case=case).state == "released"
    assert Assignment.objects.get(case=there).state == "accepted"
    assert PUBLIC_TEXT in page(helper, there)
    assert again(case).scope == ""
    done = confirm(finish(there, helper.person), resident.person)
    assert (done.state, done.rating) == ("closed", 5)
    assert far_desk.person.seats
    assert damages() == {}


def test_a_claim_that_goes_over_finds_a_number_of_its_own(
    resident: Someone, desk: Someone, helper: Someone, far_desk: Someone
) -> None:
    wish = publish(raised(resident.person, place=PLACE), far_desk.person)
    claim(wish, helper.person)
    there = gone(claim(publish(raised(resident.person), desk.person), helper.person))
    assert Assignment.objects.get(case=there).slot == 2
    assert damages() == {}


def test_a_late_case_is_late_there_and_a_running_clock_runs_out_there(case: Case, far_desk: Someone) -> None:
    there = gone(case)
    assert there.due
    sweep(now=there.due + timedelta(minutes=1))
    assert again(there).late
    assert not again(case).late
    del far_desk


def test_a_second_run_gives_the_same_and_writes_nothing(case: Case, other_street: OpenStreet) -> None:
    del other_street
    there = gone(case)
    before = Event.objects.count(), Receipt.objects.count(), Case.objects.count()
    assert gone(case) == there
    assert before == (Event.objects.count(), Receipt.objects.count(), Case.objects.count())


@pytest.mark.parametrize("verb", ["go_on", "take", "note"])
def test_what_ends_between_the_two_sides_leaves_neither_and_the_next_run_does_it(
    case: Case, other_street: OpenStreet, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    del other_street
    work = getattr(doors, verb)

    def killed(*args: Any, **more: Any) -> None:
        work(*args, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as killing:
        killing.setattr(transfers, verb, killed)
        with pytest.raises(KeyboardInterrupt):
            gone(case)
    assert (again(case).state, Case.objects.count(), Event.objects.count()) == ("check", 1, 1)
    assert told(case) == {"words": WORDS, "name": NAME, "phone": PHONE}
    there = gone(case)
    assert (again(case).state, there.state) == ("moved", "check")
    assert damages() == {}


def test_what_cannot_go_is_refused_in_words(
    case: Case, resident: Someone, other_street: OpenStreet, town: Town
) -> None:
    del other_street
    pact = propose(place=HOME, by=resident.person, at=timezone.now(), topic="the fence")
    closed = step("withdraw", raised(resident.person), resident.person)
    for one, to, code in (
        (pact, PLACE, "stays_here"),
        (closed, PLACE, "closed_already"),
        (case, town.elsewhere.code, "same_street"),
        (case, "110101001001", "place_not_open"),
    ):
        with pytest.raises(Refused) as refusal:
            transfers.transfer(one, to=to, why="elsewhere", at=timezone.now())
        assert refusal.value.code == code
        assert again(one).state == one.state


def test_whose_account_is_erased_is_gone_on_both_sides(desk: Someone, far_desk: Someone, resident: Someone) -> None:
    case = step("ask", raised(resident.person, name=NAME), desk.person, question="孟家几号楼？")
    case = step("answer", case, resident.person, answer="三号楼")
    there = step("refuse", gone(case), far_desk.person, reason="works", told="请到窗口登记。")
    assert set(told(again(case))) == {"question", "answer"}
    data = said(resident.sign_in(Client()).get(reverse("my_data_file", args=["html"])))
    for words in (again(case).label, there.label, WORDS, "三号楼"):
        assert words in data
    erasing.erase_words(resident.account, timezone.now())
    assert not Text.objects.exists()
    assert not Receipt.objects.exists()
    assert damages() == {}


def test_whoever_has_the_code_alone_has_both_sides_erased(case: Case, desk: Someone, far_desk: Someone) -> None:
    case = step("ask", case, desk.person, question="孟家几号楼？")
    there = step("refuse", gone(case), far_desk.person, reason="works", told="请到窗口登记。")
    client, _found = typed(case)
    answer = send(client, reverse("case_erase", args=[STREET, case.id]), sure="on")  # the old address leads on
    assert there.label in body(answer)
    assert not Text.objects.exists()
    assert not Receipt.objects.exists()
    assert damages() == {}


def test_what_was_left_here_is_kept_as_long_as_what_went_on(case: Case, desk: Someone, far_desk: Someone) -> None:
    case = step("ask", case, desk.person, question="孟家几号楼？")
    there = gone(case)
    retention.run(now=timezone.now() + timedelta(days=800))
    assert set(told(case)) == {"question"}
    assert receipts.of_stream(street=STREET, stream=case.id)
    later = timezone.now() + timedelta(days=800)
    step("refuse", there, far_desk.person, at=later, reason="works", told="请到窗口登记。")
    retention.run(now=later + timedelta(days=366))
    assert not Text.objects.exists()
    assert not Receipt.objects.exists()
    assert damages() == {}


def test_consent_is_taken_back_where_the_case_is_now(case: Case, resident: Someone, far_desk: Someone) -> None:
    there = publish(gone(case), far_desk.person)
    client = resident.sign_in(Client())
    answer = send(client, reverse("case_consents", args=[STREET, case.id]), purpose="publish", agree="0")
    assert answer.status_code == 302
    assert (again(there).state, again(there).scope) == ("check", "")
    assert body(client.get(reverse("consents"))).count("case_consents") <= 1
    assert damages() == {}


def test_who_said_it_is_still_known_there(resident: Someone, helper: Someone, far_desk: Someone) -> None:

    there = gone(raised(resident.person, name=NAME))
    assert {piece.by for piece in erasure.pieces(there).values()} == {resident.account.pk}
    assert {event.by for event in Event.objects.filter(stream=there.id)} == {actors.SYSTEM}
    del helper, far_desk


def test_every_case_counts_once_wherever_it_goes_on(
    resident: Someone, desk: Someone, helper: Someone, far_desk: Someone
) -> None:
    case = claim(publish(raised(resident.person), desk.person), helper.person)
    there = step("release", gone(case), helper.person)
    there = finish(
        claim(publish(step("unpublish", there, far_desk.person), far_desk.person), helper.person), helper.person
    )
    confirm(there, resident.person)
    counting.catch_up([STREET, THERE])
    once = ["wishes.raised", "wishes.published", "wishes.claimed", "wishes.fulfilled"]
    once += ["cases.response_due", "cases.responded", "cases.closed", "cases.solved"]
    never = ["wishes.open", "cases.open"]
    today = Period(timezone.localdate(), timezone.localdate())
    (found,) = summing.numbers([figures.named(name) for name in once + never], [STREET, THERE], today)
    assert {name: found[name].value for name in once + never} == dict.fromkeys(once, 1) | dict.fromkeys(never, 0)
    (here,) = summing.numbers([figures.named("cases.closed")], [STREET], today)
    assert here["cases.closed"].value == 0


def merged(*, dry_run: bool = False) -> Told:
    return merge(mergers.agreed(HOME, PLACE, on=ON), at=timezone.now(), dry_run=dry_run)


def test_a_community_that_goes_into_one_of_another_street_takes_its_open_cases_along(
    case: Case, resident: Someone, desk: Someone, grid_worker: Someone, far_desk: Someone, town: Town
) -> None:
    of_grid = raised(resident.person, place=town.grid.code)
    closed = step("withdraw", raised(resident.person), resident.person)
    estate = Estate.objects.create(street=STREET, place=HOME, name="康乐小区")
    foreseen = merged(dry_run=True)
    assert Region.objects.by_code(HOME).is_open
    done = merged()
    assert foreseen.counts == done.counts
    assert {name: many for name, many in done.counts.items() if many} == {"region": 1, "tenure": 2, "case": 2}
    for one in (case, of_grid):
        there = transfers.continued(again(one))
        assert there
        assert (there.place, there.due) == (PLACE, one.due)
        assert there in Case.objects.visible_to(far_desk.person)
    assert again(closed).state == "withdrawn"
    assert (desk.person.seats, grid_worker.person.seats) == ((), ())
    assert set(Arrangement.objects.values_list("successor", flat=True)) == {far_desk.account.pk}
    assert not Tenure.objects.filter(post__place=HOME, until=None).exists()
    assert Estate.objects.get() == estate  # buildings stay in the street in which they were written down
    assert Grid.objects.filter(place=HOME).count() == 1
    assert not any(merged().counts.values())
    assert damages() == {}


def test_codes_on_paper_open_in_the_other_street(town: Town, resident: Someone, far_desk: Someone) -> None:
    merged()
    raised_there = raised(resident.person, place=town.grid.code)
    assert (raised_there.street, raised_there.place) == (THERE, PLACE)
    client = Client()
    screens = client.get(reverse("raise", args=[HOME]))
    assert Region.objects.by_code(PLACE).short_name in said(screens)
    assert client.get(reverse("wall", args=[HOME])).headers["Location"] == reverse("wall", args=[PLACE])
    assert far_desk.person.seats


def test_a_form_that_was_opened_before_is_taken_afterwards_once(town: Town, far_desk: Someone) -> None:
    client, address = Client(), reverse("raise", args=[HOME])
    fields = opened(client, address) | {"screen": "3", "words": WORDS, "kind": "service"}
    merged()
    first, second = client.post(address, fields), client.post(address, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    case = Case.objects.get()
    assert case.street == THERE
    assert code_of(case) in read(client.get(second.headers["Location"]))
    del town, far_desk


def test_where_a_case_cannot_go_along_nothing_is_merged(resident: Someone, other_street: OpenStreet) -> None:
    del other_street
    propose(place=HOME, by=resident.person, at=timezone.now(), topic="the fence")
    with pytest.raises(Refused, match="stays_here"):
        merged()
    assert Region.objects.by_code(HOME).is_open
