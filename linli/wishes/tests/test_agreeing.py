"""Nothing is published, and nothing about health or a child is taken down, without the consent that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Consent
from linli.cases.privacy import consents
from linli.flows.answers import Incomplete
from linli.flows.check import Check
from linli.flows.doors import SYSTEM
from linli.kit.refused import Refused
from linli.ledger import events
from linli.ledger.models import Event, Receipt, Text
from linli.ledger.streams import batches
from linli.people.consents import give
from linli.people.purposes import Channel
from linli.wishes.agreeing import CHILD, HEALTH, PREFILL, PUBLISH
from tests.lives import PUBLIC_TEXT, again, brought_to, claim, finish, publish, raised, step, with_code
from tests.sheets import body, opened, said, send, with_receipt
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from linli.people.person import Person
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
NOW = timezone.now
SICK = "老伴中风了，想请人推轮椅下楼晒太阳"


def live(case: Case) -> dict[str, str]:
    """What is agreed to now: purpose → channel."""
    rows = Consent.objects.filter(street=case.street, case=case, withdrawn__isnull=True)
    return dict(rows.values_list("purpose", "channel"))


def taken_back(case: Case, purpose: Any, by: Person, held: str = "applicant") -> Case:
    """Take it back as the wisher; read anew."""
    consents.take_back(again(case), purpose, by=by, held=held, at=NOW())
    return again(case)


def damages() -> list[object]:
    seen = Check()
    found = [each for batch in batches({Event: True, Text: True, Receipt: True}) for each in seen.batch(batch)]
    return [*found, *seen.rest()]


def fields_of(case: Case) -> set[str]:
    return set(Text.objects.filter(street=case.street, stream=case.id).values_list("field", flat=True))


# Publishing


def test_a_wish_can_be_raised_without_agreeing_to_anything(resident: Someone) -> None:
    assert live(raised(resident.person, publish=False)) == {}


def test_nothing_is_published_before_the_wisher_agreed(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, publish=False)
    with pytest.raises(Refused) as refused:
        publish(case, desk.person)
    assert refused.value.code == "not_agreed"
    assert again(case).scope == ""


@pytest.mark.parametrize("how", ["phone", "voice", "paper"])
def test_the_desk_notes_a_consent_that_it_heard_and_publishes_with_it(
    resident: Someone, desk: Someone, how: str
) -> None:
    case = raised(resident.person, publish=False)
    step("publish", case, desk.person, public_text=PUBLIC_TEXT, scope="community", checked=True, agreed=how)
    assert live(case) == {"publish": how}
    assert damages() == []


def test_the_desk_cannot_claim_that_the_consent_stood_before_where_none_does(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, publish=False)
    with pytest.raises(Incomplete) as refused:
        step("publish", case, desk.person, public_text=PUBLIC_TEXT, scope="community", checked=True, agreed="given")
    assert set(refused.value.errors) == {"agreed"}


def test_whoever_registers_for_somebody_reports_a_consent_by_voice(grid_worker: Someone) -> None:
    case = raised(grid_worker.person, whom="other", place=f"{HOME}001")
    assert live(case) == {"publish": "voice"}


def test_a_wish_that_opened_again_is_published_again_with_the_consent_that_stands(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = step("confirm", case, resident.person, rating="1", comment="")
    assert publish(case, desk.person).state == "published"
    assert Consent.objects.filter(case=case).count() == 1


# Taking it back


@pytest.mark.parametrize("state", ["published", "claimed", "done", "closed"])
def test_what_was_published_is_out_of_sight_at_once(
    resident: Someone, desk: Someone, helper: Someone, state: str
) -> None:
    case = brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)
    assert PUBLIC_TEXT in body(Client().get(case.url))
    case = taken_back(case, PUBLISH, resident.person)
    assert case.scope == ""
    assert case.state == ("check" if state == "published" else state)
    assert Client().get(case.url).status_code == 404
    assert PUBLIC_TEXT not in body(Client().get(reverse("wall", args=[STREET])))
    assert live(case) == {}
    assert damages() == []


def test_the_desk_finds_it_in_its_table_and_cannot_publish_it_again(resident: Someone, desk: Someone) -> None:
    case = taken_back(publish(raised(resident.person), desk.person), PUBLISH, resident.person)
    table = said(desk.sign_in(Client()).get(f"{reverse('desk')}?state=check"))
    assert case.label in table
    assert "撤回了同意" in said(desk.sign_in(Client()).get(case.url))
    with pytest.raises(Refused, match="not_agreed"):
        publish(case, desk.person)


@pytest.mark.parametrize("verb", ["release", "expire"])
def test_a_hidden_wish_that_comes_back_goes_to_the_desk_and_not_to_the_wall(
    resident: Someone, desk: Someone, helper: Someone, verb: str
) -> None:
    case = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = taken_back(case, PUBLISH, resident.person)
    by, at = (helper.person, NOW()) if verb == "release" else (SYSTEM, case.due)
    case = step(verb, case, by, at=at)
    assert (case.state, case.scope, case.clock) == ("check", "", "check")
    assert damages() == []


def test_a_helper_finishes_what_they_have_in_hand_although_it_is_hidden(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = taken_back(case, PUBLISH, resident.person)
    assert finish(case, helper.person).state == "done"


def test_taking_back_what_nobody_gave_writes_nothing(resident: Someone) -> None:
    case = raised(resident.person, publish=False)
    assert taken_back(case, PUBLISH, resident.person).version == case.version


def test_it_can_be_given_again(resident: Someone, desk: Someone) -> None:
    case = taken_back(publish(raised(resident.person), desk.person), PUBLISH, resident.person)
    case = step("publish", case, desk.person, public_text=PUBLIC_TEXT, scope="street", checked=True, agreed="phone")
    assert live(case) == {"publish": "phone"}
    assert Consent.objects.filter(case=case).count() == 2
    assert damages() == []


# Health and children


def test_words_about_health_need_their_own_consent(resident: Someone) -> None:
    with pytest.raises(Incomplete) as refused:
        raised(resident.person, words=SICK)
    assert set(refused.value.errors) == {"health"}
    assert "中风" in str(refused.value.errors["health"])
    assert not Case.objects.exists()


def test_the_consent_is_kept_and_what_was_found_in_the_words_is_not(resident: Someone) -> None:
    case = raised(resident.person, words=SICK, health=True)
    assert live(case) == {"publish": "web", "health": "web"}
    assert "中风" not in str(events.facts_of(Event.objects.get(stream=case.id)))


def test_what_is_added_later_needs_it_too(resident: Someone, desk: Someone) -> None:
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    with pytest.raises(Incomplete):
        step("answer", case, resident.person, answer=SICK)
    case = step("answer", case, resident.person, answer=SICK, health=True)
    assert live(case)["health"] == "web"


def test_taking_it_back_deletes_what_was_told_and_leaves_the_way_to_the_person(
    resident: Someone, desk: Someone
) -> None:
    case = raised(resident.person, words=SICK, health=True, name="孟晓岚", phone="13812341234")
    case = publish(case, desk.person)
    case = taken_back(case, HEALTH, resident.person)
    assert fields_of(case) == {"name", "phone", "public_text"}
    assert case.state == "published"
    assert Receipt.objects.filter(stream=case.id).exists()
    assert damages() == []


def test_a_correction_needs_it_like_the_first_words(resident: Someone) -> None:
    case = raised(resident.person)
    url = reverse("case_correct", args=[case.street, case.id])
    wisher = resident.sign_in(Client())
    page = send(wisher, url, words=SICK)
    assert "要您单独同意" in said(page)
    assert again(case).version == case.version
    consents.agree(case, HEALTH, by=resident.person, held="applicant", at=NOW(), channel=Channel.WEB)
    assert send(wisher, url, words=SICK).status_code == 302
    assert SICK in said(wisher.get(case.url))


@pytest.mark.parametrize(("said_so", "channel"), [("guardian", "web"), ("agreed", "voice")])
def test_a_child_is_registered_with_the_guardians_consent(resident: Someone, said_so: str, channel: str) -> None:
    assert live(raised(resident.person, child=said_so)) == {"publish": "web", "child": channel}


def test_there_is_no_way_to_register_a_child_without_it(resident: Someone) -> None:
    with pytest.raises(Incomplete):
        raised(resident.person, child="yes")
    assert live(raised(resident.person, child="no")) == {"publish": "web"}


def test_when_the_guardian_takes_it_back_nothing_of_the_child_is_left(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person, child="guardian", name="孟晓岚"), desk.person)
    case = taken_back(case, CHILD, resident.person)
    assert fields_of(case) == set()
    assert (case.state, case.scope) == ("check", "")
    assert damages() == []


# Pages


def test_a_guardian_is_asked_for_where_a_child_is_in_the_case_and_nowhere_else(resident: Someone) -> None:
    wisher = resident.sign_in(Client())
    for child, there in (("no", False), ("guardian", True)):
        case = raised(resident.person, child=child)
        url = reverse("case_consents", args=[case.street, case.id])
        assert ("替不满14岁的孩子登记" in said(wisher.get(url))) is there
        assert send(wisher, url, purpose="child", agree="0").status_code == (302 if there else 404)
    assert damages() == []


def test_the_last_screen_asks_with_nothing_ticked_and_sends_without(client: Client, town: Town) -> None:
    del town
    url = reverse("raise", args=[HOME])
    typed = {"words": "想要一盏台灯", "kind": "thing"}
    page = client.post(url, {**opened(client, url), **typed, "screen": "2"})
    assert "第 4 步，共 4 步" in said(page)
    assert " checked" not in body(page)
    assert client.post(url, {**opened(client, url), **typed, "screen": "3"}).status_code == 302
    assert live(Case.objects.get()) == {}


def test_words_about_health_bring_the_question_with_everything_typed(client: Client, town: Town) -> None:
    del town
    url = reverse("raise", args=[HOME])
    page = client.post(url, {**opened(client, url), "words": SICK, "kind": "service", "screen": "3", "name": "老孟"})
    assert page.status_code == 422
    assert "写到了“中风”" in said(page)
    assert SICK in said(page)
    assert "老孟" in said(page)


def test_whoever_holds_the_receipt_takes_a_consent_back_and_a_second_click_changes_nothing(
    client: Client, resident: Someone, desk: Someone
) -> None:
    del client
    case = publish(raised(resident.person), desk.person)
    url = reverse("case_consents", args=[case.street, case.id])
    holder = with_receipt(case)
    form = {**opened(holder, url), "purpose": "publish", "agree": "0"}
    assert holder.post(url, form).status_code == 302
    version = again(case).version
    assert again(case).scope == ""
    assert holder.post(url, form).status_code == 302
    assert again(case).version == version
    assert "没有同意" in said(holder.get(url))


def test_the_desk_says_how_the_person_agreed(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, publish=False)
    url = reverse("case_consents", args=[case.street, case.id])
    clerk = desk.sign_in(Client())
    assert send(clerk, url, purpose="publish", agree="1").status_code == 422
    assert live(case) == {}
    assert send(clerk, url, purpose="publish", agree="1", channel="paper").status_code == 302
    assert live(case) == {"publish": "paper"}
    assert damages() == []


def test_others_see_no_consents(resident: Someone, desk: Someone, helper: Someone, other_desk: Someone) -> None:
    case = claim(publish(raised(resident.person), desk.person), helper.person)
    url = reverse("case_consents", args=[case.street, case.id])
    assert Client().get(url).status_code == 403
    assert helper.sign_in(Client()).get(url).status_code == 403
    assert other_desk.sign_in(Client()).get(url).status_code == 403
    hidden = raised(resident.person)
    assert Client().get(reverse("case_consents", args=[hidden.street, hidden.id])).status_code == 404


def test_a_closed_case_takes_no_new_consent(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = taken_back(case, PUBLISH, with_code(case))
    url = reverse("case_consents", args=[case.street, case.id])
    wisher = resident.sign_in(Client())
    form = {**opened(wisher, url), "purpose": "publish", "agree": "1"}
    step("confirm", case, resident.person, rating="5", comment="")
    assert "已经办完" in said(wisher.post(url, form))
    assert live(case) == {}
    assert "<form" not in body(wisher.get(url)).partition("<main")[2].partition("</main")[0]


def test_the_form_is_filled_in_for_whoever_agreed_to_that_and_for_nobody_else(someone: MakeSomeone) -> None:
    one = someone("wen", name="温若谷", phone="13911112222")
    url = reverse("raise", args=[HOME])
    typed = {"words": "想要一盏台灯", "kind": "thing", "screen": "1"}

    def third_screen() -> str:
        browser = one.sign_in(Client())
        return said(browser.post(url, {**opened(browser, url), **typed}))

    assert "温若谷" not in third_screen()
    give(account=one.account.pk, purpose=PREFILL, at=NOW())
    assert "温若谷" in third_screen()
    assert "13911112222" in third_screen()
