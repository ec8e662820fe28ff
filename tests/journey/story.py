"""The way of one wish: raised at a stairwell's code, asked about, published, claimed, badly rated, done again, closed.

Each scene acts on the page as a person would and checks on the page what came of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.ground.windows import PHONE, SCREEN, open_window
from tests.journey.people import Player

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.ground.site import Site
    from tests.journey.pictures import Pictures

HOME = "620103001001"
GRID = f"{HOME}001"
WALL = f"/wall/{HOME}/"
WORDS = "老伴的轮椅坏了，想要一个能用的靠垫，我姓柳，住三单元"
QUESTION = "靠垫要多大的？"
ANSWER = "四十厘米见方，软一点"
PUBLIC = "一位老人想要一个四十厘米的靠垫。"
AGAIN = "一位老人想要一个软一点的靠垫。"
VISIT = "走访时说，想有人帮着读一读来信"
PHONE_NUMBER = "13900019999"


class Story:
    """The people and what happens. The resident and the desk have no JavaScript; without ``scripts`` nobody has."""

    def __init__(self, town: Site, browser: Browser, pictures: Pictures, *, scripts: bool = True) -> None:
        self.scripts = scripts
        self.town = town
        self.browser = browser
        self.pictures = pictures
        self.resident = self._player("resident's phone", PHONE, scripts=False)
        self.helper = self._player("helper", PHONE)
        self.grid = self._player("grid", PHONE)
        self.desk = self._player("desk", SCREEN, scripts=False)
        self.street = self._player("street", SCREEN)
        self.code = ""
        self.label = ""
        self.closed_before = 0

    def _player(self, name: str, size: tuple[int, int], *, scripts: bool = True) -> Player:
        return Player(
            name,
            open_window(self.browser, url=self.town.url, size=size, scripts=scripts and self.scripts),
            self.pictures,
        )

    @property
    def players(self) -> tuple[Player, ...]:
        """Everybody."""
        return (self.resident, self.helper, self.grid, self.desk, self.street)

    def play(self) -> Iterator[str]:
        """Play the scenes; the words of each come when it is over."""
        scenes = (
            self.everybody_arrives,
            self.the_resident_says_a_wish_and_gets_a_code,
            self.the_desk_asks_for_more,
            self.the_resident_answers_by_the_code_on_another_phone,
            self.the_desk_publishes_without_names,
            self.the_helper_claims_for_the_team,
            self.the_helper_finishes,
            self.the_resident_is_not_satisfied,
            self.the_helper_is_invited_again,
            self.the_desk_publishes_again,
            self.the_helper_claims_and_finishes_again,
            self.the_resident_is_satisfied,
            self.the_grid_worker_registers_a_wish_on_a_visit,
            self.the_street_sees_the_numbers,
            self.nobody_saw_an_error,
        )
        for scene in scenes:
            scene()
            yield scene.__name__.replace("_", " ")

    def close(self) -> None:
        """Let everybody close their browser."""
        for player in self.players:
            player.window.close()

    def everybody_arrives(self) -> None:
        """The workers sign in; the street's leader notes what was finished this month."""
        for player in (self.helper, self.grid, self.desk, self.street):
            player.sign_in(self.town.password)
        self.closed_before = self._closed_this_month()

    def the_resident_says_a_wish_and_gets_a_code(self) -> None:
        """One question per screen; what is missing is said beside it and nothing typed is lost."""
        resident = self.resident
        resident.go(f"/wish/{HOME}/")
        resident.sees("第 1 步，共 4 步")
        resident.picture("wish-1")
        resident.fill("words", WORDS)
        resident.press("下一步")
        resident.picture("wish-2")
        resident.choose("kind", "thing")
        resident.press("下一步")
        resident.fill("name", "柳奶奶")
        resident.fill("phone", "12")
        resident.press("下一步")
        resident.sees("电话号码不对")
        resident.picture("wish-3-wrong-number")
        resident.fill("phone", PHONE_NUMBER)
        resident.press("下一步")
        resident.sees("不勾也能登记")
        resident.choose("publish", "1")
        resident.press("提交")
        resident.sees("写到了“轮椅”", "单独同意")
        resident.picture("wish-4-consents")
        resident.choose("health", "1")
        resident.press("提交")
        resident.sees("记下了", "收件码")
        resident.picture("receipt-new")
        self.code = "".join(resident.main.locator(".code span").all_inner_texts()).replace(" ", "")
        assert re.fullmatch(rf"{HOME[:9]}[0-9A-Z]{{12}}", self.code), self.code
        resident.press("看进度")
        resident.sees("待核对", "社区", WORDS)
        self.label = resident.main.locator(".head .label").inner_text()
        resident.picture("case-own")

    def the_desk_asks_for_more(self) -> None:
        """The desk reads the words and whom they may call, and asks."""
        desk = self.desk
        desk.go("/desk/?state=check")
        desk.press(self.label)
        desk.sees(WORDS, "柳**", "139****9999")
        desk.sees_not(PHONE_NUMBER, "柳奶奶")
        desk.picture("desk-case")
        desk.press("请本人补充")
        desk.fill("question", QUESTION)
        desk.picture("ask")
        desk.press("请本人补充")
        desk.sees("待本人补充", QUESTION)

    def the_resident_answers_by_the_code_on_another_phone(self) -> None:
        """Nothing but the code opens the case; a wrong code says so."""
        self.resident.window.close()
        self.resident = resident = self._player("resident's other phone", PHONE, scripts=False)
        answer = resident.page.goto(f"/wall/{HOME}/")
        assert answer
        assert answer.ok
        resident.sees_not(WORDS)
        resident.go("/receipt")
        resident.picture("receipt-ask")
        self._look_up(self.code[:-1] + ("0" if self.code[-1] != "0" else "1"))
        expect(resident.main.locator("[aria-invalid], .notice, .errors").first).to_be_visible()
        resident.picture("receipt-wrong")
        self._look_up(f"{self.code[:9]} {self.code[9:13].lower()}-{self.code[13:17]}-{self.code[17:]}")
        resident.sees("待本人补充", QUESTION, "当天的记录还没有封存")
        resident.picture("receipt-found")
        resident.go("/")
        resident.sees("我的事", self.label)
        resident.picture("home-with-receipt")
        resident.press("补充说明")
        resident.fill("answer", ANSWER)
        resident.picture("answer")
        resident.press("补充说明")
        resident.sees("待核对", ANSWER)

    def the_desk_publishes_without_names(self) -> None:
        """A person writes the public words and confirms that they name nobody; strangers read these alone."""
        desk = self.desk
        desk.go("/desk/?state=check")
        desk.press(self.label)
        desk.sees(ANSWER)
        self._publish(PUBLIC, scope="community")
        stranger = self._player("stranger", PHONE, scripts=False)
        stranger.go(WALL)
        stranger.sees(PUBLIC)
        stranger.sees_not(WORDS, PHONE_NUMBER, "柳奶奶")
        stranger.picture("wall-stranger")
        stranger.press("认领", at=PUBLIC)
        expect(stranger.page).to_have_url(re.compile("/login/"))
        stranger.window.close()

    def the_helper_claims_for_the_team(self) -> None:
        """Claimed for the volunteer team; the wall no longer shows it."""
        helper = self.helper
        helper.go(WALL)
        helper.picture("wall-helper")
        helper.press("认领", at=PUBLIC)
        helper.sees("组团服务")
        helper.picture("claim")
        helper.main.locator("[name=way][value^='team:']").check()
        helper.press("认领")
        helper.sees("办理中")
        helper.sees_not(WORDS, PHONE_NUMBER)
        helper.picture("case-holder")
        helper.go(WALL)
        helper.sees_not(PUBLIC)
        helper.go("/claims/")
        helper.sees("正在办", PUBLIC)
        helper.picture("claims")

    def the_helper_finishes(self) -> None:
        """Done, as the helper says; now it waits for the resident."""
        self.helper.go("/claims/")
        self.helper.press("办好了", at=PUBLIC)
        self.helper.fill("note", "靠垫送到了。")
        self.helper.press("办好了")
        self.helper.sees("待确认")

    def the_resident_is_not_satisfied(self) -> None:
        """A bad rating leads back to the desk that published it."""
        resident = self.resident
        self._open_own_case()
        resident.sees("待确认")
        resident.press("确认并评价")
        resident.picture("confirm")
        resident.choose("rating", "1")
        resident.fill("comment", "太硬了，坐不住")
        resident.press("确认并评价")
        resident.sees("待核对", "太硬了，坐不住")

    def the_helper_is_invited_again(self) -> None:
        """The worker invites whoever had claimed it: for the team, which may decline."""
        self.helper.waits_for("/claims/", "邀请您看看")
        self.helper.sees(self.label)
        self.helper.picture("claims-invited")

    def the_desk_publishes_again(self) -> None:
        """The desk reads what was wrong and publishes better words."""
        self.desk.go("/desk/?state=check")
        self.desk.press(self.label)
        self.desk.sees("太硬了，坐不住")
        self._publish(AGAIN, scope="street")

    def the_helper_claims_and_finishes_again(self) -> None:
        """From the wall of the whole street this time."""
        helper = self.helper
        helper.go(f"/wall/{HOME[:9]}/")
        helper.press("认领", at=AGAIN)
        helper.main.locator("[name=way][value^='team:']").check()
        helper.press("认领")
        helper.sees("办理中")
        helper.press("办好了")
        helper.fill("note", "换了一个软的。")
        helper.press("办好了")
        helper.sees("待确认")

    def the_resident_is_satisfied(self) -> None:
        """Five: closed for good, and nothing is left to do."""
        resident = self.resident
        self._open_own_case()
        resident.press("确认并评价")
        resident.choose("rating", "5")
        resident.press("确认并评价")
        resident.sees("已办结")
        expect(resident.main.locator("a.button.main")).to_have_count(0)
        resident.picture("case-closed")

    def the_grid_worker_registers_a_wish_on_a_visit(self) -> None:
        """One form for who is on their feet; the code is for the neighbour who wished."""
        grid = self.grid
        grid.go(f"/wish/{GRID}/")
        grid.fill("words", VISIT)
        grid.choose("kind", "service")
        grid.choose("whom", "other")
        grid.fill("name", "邹大爷")
        grid.picture("visit")
        grid.press("提交")
        grid.sees("收件码")
        self.desk.go("/desk/?state=check")
        self.desk.sees(VISIT)
        self.desk.picture("desk")

    def the_street_sees_the_numbers(self) -> None:
        """One more finished this month than before; the number opens its list."""
        street = self.street
        assert self._closed_this_month() == self.closed_before + 1
        street.picture("street")
        street.main.locator("a.number").filter(has_text="本月办结").click()
        street.sees(self.label)
        street.picture("street-list")

    def nobody_saw_an_error(self) -> None:
        """No blocked script or style, no missing file, no error in any window."""
        for player in self.players:
            assert player.window.complaints == [], f"{player.name}: {player.window.complaints}"

    def _publish(self, words: str, *, scope: str) -> None:
        desk = self.desk
        desk.press("核对并公布", at=self.label)
        desk.fill("public_text", words)
        desk.choose("scope", scope)
        desk.choose("checked", "1")
        desk.picture("publish")
        desk.press("核对并公布")
        desk.sees("待认领", words)

    def _look_up(self, code: str) -> None:
        self.resident.go("/receipt")
        self.resident.main.locator("form input[type=text]").fill(code)
        self.resident.press("查一查")

    def _open_own_case(self) -> None:
        """By the code: whoever has it may act for the wisher."""
        self._look_up(self.code)
        self.resident.sees(self.label)

    def _closed_this_month(self) -> int:
        self.street.go("/street/")
        number = self.street.main.locator(".number").filter(has_text="本月办结").locator("b").inner_text()
        return int(re.sub(r"\D", "", number))
