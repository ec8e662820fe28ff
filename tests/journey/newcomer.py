"""Somebody new: signs up by phone, sees who looked, takes their data away, puts it right, and is erased without a trace.

Each scene acts on the page as a person would; afterwards the installation itself is asked what is left of them.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from tests.dumps import Search
from tests.ground.windows import PHONE, SCREEN, open_window
from tests.journey.people import Player

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.ground.site import Site
    from tests.journey.pictures import Pictures

HOME = "620103001001"
NUMBER = "13712340987"
NAME = "慕容清荷"
RIGHT_NAME = "慕容清和"
WORDS = "想请人教我用血压计，每天早上量一量，放心一点"
CASES = ("/", "/mine/", "/claims/", "/desk/", "/desk/?state=closed", "/street/", "/alarms/", "/demo/outbox/")
LEFT = """
import json
from django.apps import apps
from linli.kit.crypto import EncryptedText
found = []
for model in apps.get_models():
    for field in model._meta.concrete_fields:
        if isinstance(field, EncryptedText):
            found += [str(value) for value in model._default_manager.values_list(field.name, flat=True) if value]
print(json.dumps(found))
"""


class Newcomer:
    """The person, the desk of their community, and what happens."""

    def __init__(self, town: Site, browser: Browser, pictures: Pictures, *, scripts: bool = True) -> None:
        self.town = town

        def player(name: str, size: tuple[int, int]) -> Player:
            return Player(name, open_window(browser, url=town.url, size=size, scripts=scripts), pictures)

        self.newcomer = player("newcomer's phone", PHONE)
        self.desk = player("desk", SCREEN)
        self.others = [player(name, SCREEN) for name in ("street", "auditor", "helper", "security")]
        self.label = self.address = ""

    def play(self) -> Iterator[str]:
        """Play the scenes; the words of each come when it is over."""
        scenes = (
            self.the_newcomer_signs_up_by_phone,
            self.the_newcomer_says_a_wish,
            self.the_desk_looks_for_a_reason,
            self.the_newcomer_sees_who_looked,
            self.the_newcomer_takes_everything_away,
            self.the_newcomer_puts_the_name_right,
            self.erasing_waits_for_what_is_open,
            self.the_newcomer_is_erased,
            self.nobody_finds_them_on_any_page_or_in_any_export,
            self.the_ledger_is_whole_and_no_file_or_dump_holds_them,
        )
        for scene in scenes:
            scene()
            yield scene.__name__.replace("_", " ")

    def close(self) -> None:
        """Let everybody close their browser."""
        for player in (self.newcomer, self.desk, *self.others):
            player.window.close()

    def the_newcomer_signs_up_by_phone(self) -> None:
        """A number, the code that came by message, a name: no password, no form to fill."""
        who = self.newcomer
        who.go("/login/")
        who.press("用手机号登录或注册")
        who.fill("phone", "137 1234 0987")
        who.picture("enter-phone")
        who.press("发送验证码")
        who.fill("code", "000000")
        who.press("下一步")
        who.sees("验证码不对")
        who.fill("code", self._code())
        who.picture("enter-code")
        who.press("下一步")
        who.sees("怎么称呼您")
        who.fill("name", NAME)
        who.picture("enter-name")
        who.press("进入")
        who.sees("我的账号", NAME, NUMBER)
        who.picture("me-new")

    def _code(self) -> str:
        """The newest message of the demo's outbox, read in another window as on another phone."""
        page = self.desk.page
        page.goto("/demo/outbox/")
        newest = page.locator("article").filter(has_text=NUMBER).first.inner_text()
        found = re.search(r"code=(\d{6})", newest)
        assert found, newest
        return found[1]

    def the_newcomer_says_a_wish(self) -> None:
        """With name and phone, so that the desk can call."""
        who = self.newcomer
        who.go(f"/wish/{HOME}/")
        who.fill("words", WORDS)
        who.press("下一步")
        who.choose("kind", "service")
        who.press("下一步")
        who.fill("name", NAME)
        who.fill("phone", NUMBER)
        who.press("下一步")
        who.choose("publish", "1")
        who.press("提交")
        who.press("看进度")
        who.sees(WORDS)
        self.label = who.main.locator(".head .label").inner_text()
        self.address = who.page.url.removeprefix(self.town.url)

    def the_desk_looks_for_a_reason(self) -> None:
        """Masked first; whole once, after the reason was written down."""
        desk = self.desk
        desk.sign_in(self.town.password)
        desk.go(self.address)
        desk.sees("慕**", "137****0987")
        desk.sees_not(NAME, NUMBER)
        desk.press("查看完整信息")
        desk.choose("reason", "call")
        desk.picture("look-reason")
        desk.press("记下并查看")
        desk.sees(NAME, NUMBER, "这次查看已经记下")
        desk.picture("look-whole")
        desk.go(self.address)
        desk.sees_not(NAME, NUMBER)

    def the_newcomer_sees_who_looked(self) -> None:
        """The post, the masked name, when, what and why."""
        who = self.newcomer
        who.go("/me/")
        who.press("谁看过我的信息")
        who.sees("看了完整信息", "打电话联系", "服务窗口")
        who.picture("looks")

    def the_newcomer_takes_everything_away(self) -> None:
        """A file to read and one for machines."""
        who = self.newcomer
        who.go("/me/data/")
        who.sees(NAME, NUMBER, WORDS)
        answer = who.page.request.get("/me/data/file.json")
        assert answer.ok
        assert NAME in json.dumps(answer.json(), ensure_ascii=False)
        who.picture("my-data")

    def the_newcomer_puts_the_name_right(self) -> None:
        """In the wish and in the account."""
        who = self.newcomer
        who.go(self.address)
        who.press("更正登记的内容")
        who.fill("name", RIGHT_NAME)
        who.press("更正")
        who.sees("更正了登记的内容")
        who.go("/me/name/")
        who.fill("name", RIGHT_NAME)
        who.press("保存")
        who.sees(RIGHT_NAME)
        self.desk.go(f"{self.address}looks/")
        self.desk.sees("看了完整信息")

    def erasing_waits_for_what_is_open(self) -> None:
        """The open wish is named as the reason; withdrawn, nothing waits."""
        who = self.newcomer
        who.go("/me/erase/")
        who.sees(self.label, "还没有办完")
        who.picture("erase-waits")
        who.go(self.address)
        who.press("撤回心愿")
        who.press("撤回心愿")
        who.sees("已撤回")

    def the_newcomer_is_erased(self) -> None:
        """Asked once; the last page says that it is done, and the account is gone."""
        who = self.newcomer
        opened = json.loads(self.town.installation.python(LEFT))
        assert [word for word in (RIGHT_NAME, NUMBER, WORDS) if not any(word in text for text in opened)] == []
        who.go("/me/erase/")
        who.choose("sure", "1")
        who.press("现在删除")
        who.sees("已经删除")
        assert who.page.locator("header form[action='/logout/']").count() == 0
        who.picture("erased")
        answer = who.page.goto("/me/")
        assert answer is not None
        assert "/login/" in who.page.url

    def nobody_finds_them_on_any_page_or_in_any_export(self) -> None:
        """Not the desk, not the street, not the auditor, not the helper, not whoever keeps the system safe."""
        for player in self.others:
            player.sign_in(self.town.password)
        for player in (self.desk, *self.others):
            for address in (*CASES, self.address, "/desk/list.csv?state=closed", "/desk/list.xlsx?state=closed"):
                answer = player.page.request.get(address)
                assert answer.status < 500, (player.name, address, answer.status)
                assert answer.ok or player is not self.desk or not address.startswith("/desk/"), address
                for word in (NAME, RIGHT_NAME, NUMBER, NUMBER[3:], WORDS, WORDS[:8]):
                    assert word.encode() not in answer.body(), (player.name, address, word)

    def the_ledger_is_whole_and_no_file_or_dump_holds_them(self) -> None:
        """`linli verify` replays everything; then every file of the installation and every text that opens is read."""
        town = self.town.installation
        time.sleep(1)
        done = town.run("verify", "--json")
        assert done.returncode == 0, done.stdout
        opened = json.loads(town.python(LEFT))
        assert opened
        words = {NAME, RIGHT_NAME, NUMBER, WORDS}
        assert [word for word in words for text in opened if word in text] == []
        town.python("from django.db import connection\nconnection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
        search = Search(words)
        leaks = [
            leak
            for path in sorted(town.data.rglob("*"))
            if path.is_file() and "static" not in path.parts
            for leak in search.in_bytes(path.read_bytes(), path.name)
        ]
        assert leaks == []
