"""What the desk publishes tells of nobody: masks are proposed, a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.lives import again, raised
from tests.sheets import address, said, send

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
STORY = "我是3号楼2单元501的王奶奶，电话13812347392，想要一根拐杖"


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, words=STORY, name="孟晓岚")


def publish(desk: Someone, case: Case, text: str, **more: str) -> Response:
    typed = {"public_text": text, "scope": "community", "checked": "1", **more}
    return send(desk.sign_in(Client()), address(case, "publish"), **typed)


def test_the_form_opens_with_the_story_masked(case: Case, desk: Someone) -> None:
    page = said(desk.sign_in(Client()).get(address(case, "publish")))
    assert "我是**的一位奶奶，电话**，想要一根拐杖" in page


@pytest.mark.parametrize("text", ["想要拐杖，电话138-1234-7392", "三单元的老人想要拐杖", "孟晓岚想要一根拐杖"])
def test_numbers_doors_and_the_wisher_s_name_are_not_published(case: Case, desk: Someone, text: str) -> None:
    answer = publish(desk, case, text, sure="1")
    assert answer.status_code == 422
    assert "请改掉" in said(answer)
    assert text in said(answer)
    assert again(case).state == "check"


def test_what_may_tell_who_it_is_needs_a_second_look(case: Case, desk: Someone) -> None:
    text = "王奶奶想要一根拐杖"
    answer = publish(desk, case, text)
    assert answer.status_code == 422
    assert "可能认得出是谁" in said(answer)
    assert publish(desk, case, text, sure="1").status_code == 302
    assert again(case).state == "published"


def test_plain_words_are_published_as_they_are(case: Case, desk: Someone) -> None:
    assert publish(desk, case, "一位老人想要一根拐杖").status_code == 302
    assert again(case).state == "published"


@pytest.mark.parametrize(
    "text", ["一个自闭症孩子想要一套绘本", "一户有残疾人的人家想换阀芯", "一位老人住院，想有人喂猫"]
)
def test_words_about_health_are_not_published_as_the_wisher_was_told(case: Case, desk: Someone, text: str) -> None:
    answer = publish(desk, case, text, sure="1")
    assert answer.status_code == 422
    assert "健康、残疾情况" in said(answer)
    assert again(case).state == "check"


def test_the_form_opens_without_what_was_said_of_health(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, words="孩子有自闭症，想要一套绘本", health=True)
    page = said(desk.sign_in(Client()).get(address(case, "publish")))
    assert "孩子有**症，想要一套绘本" in page
