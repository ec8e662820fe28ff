"""People of the journey: what a person does in front of a page, and what they see there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.ground.windows import Window
    from tests.journey.pictures import Pictures


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with a browser. ``name`` is the sign-in name, or a word for who has none."""

    name: str
    window: Window
    pictures: Pictures

    @property
    def page(self) -> Page:
        """The page in front of them."""
        return self.window.page

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def go(self, address: str) -> None:
        """Open an address; it must answer well."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{self.name}: {address} answers {answer.status}"

    def sign_in(self, password: str) -> None:
        """Sign in on the sign-in page."""
        self.enter(password)
        expect(self.page.locator("header form[action='/logout/']")).to_be_visible()

    def enter(self, password: str) -> None:
        """Send the sign-in form, in whatever language it is."""
        self.go("/login/")
        self.fill("login", self.name)
        self.fill("password", password)
        self.main.locator("form button.main").click()

    def fill(self, field: str, text: str) -> None:
        """Write into a field of the form."""
        self.main.locator(f"[name={field}]").fill(text)

    def choose(self, field: str, value: str) -> None:
        """Choose one of a form's options, or tick a box."""
        self.main.locator(f"[name={field}][value='{value}']").check()

    def press(self, label: str, *, at: str = "") -> None:
        """Press the button or link that begins with ``label``, on the card or row that says ``at``."""
        where = self.about(at) if at else self.main
        where.locator("a, button").filter(has_text=re.compile(rf"^\s*{re.escape(label)}")).first.click()

    def about(self, words: str) -> Locator:
        """The card or the row of a table that says ``words``."""
        return self.main.locator("article, tr").filter(has_text=words).first

    def sees(self, *words: str) -> None:
        """Check that the page says this."""
        for each in words:
            expect(self.main).to_contain_text(each)

    def sees_not(self, *words: str) -> None:
        """Check that the page does not say this, neither to eyes nor in its source."""
        for each in words:
            expect(self.main).not_to_contain_text(each)
            assert each not in self.page.content(), f"{self.name} must not read: {each}"

    def waits_for(self, address: str, words: str, *, seconds: float = 30) -> None:
        """Open the page again and again until it says ``words``."""
        for _each in range(int(seconds * 2)):
            self.go(address)
            if words in self.main.inner_text():
                return
            self.page.wait_for_timeout(500)
        self.sees(words)

    def picture(self, name: str) -> None:
        """Take a picture of the page, if pictures are wanted."""
        self.pictures.take(self.page, name)
