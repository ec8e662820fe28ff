"""What must be true of any page: read from its HTML alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
REFERS = ("aria-describedby", "aria-labelledby")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    within: list[Element] = field(default_factory=list)

    def __str__(self) -> str:
        return f"<{self.tag} {self.attributes}>"


class Page(HTMLParser):
    """A page taken apart into its elements, each with its own and inner text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.unclosed: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.unclosed += [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, within=list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, within=list(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.unclosed.append(tag)
        elif self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def ids(self) -> Counter[str]:
        return Counter(element.attributes["id"] for element in self.elements if "id" in element.attributes)


def faults(html: str) -> list[str]:
    """Say what is wrong with a page; an empty list when nothing is."""
    page = Page(html)
    return [
        *(f"not closed properly: {tag}" for tag in page.unclosed),
        *(f"id used {times} times: {name}" for name, times in page.ids().items() if times > 1),
        *_inline(page),
        *_references(page),
        *_unnamed(page),
        *_headings(page),
    ]


def _inline(page: Page) -> list[str]:
    found = [f"script or style in the page: {element}" for element in page.all("style")]
    found += [f"script in the page: {script}" for script in page.all("script") if "src" not in script.attributes]
    for element in page.elements:
        found += [f"{name}= on {element}" for name in element.attributes if name == "style" or name.startswith("on")]
    return found


def _references(page: Page) -> list[str]:
    ids = page.ids()
    wanted = [
        (element, name)
        for element in page.elements
        for key in REFERS
        for name in element.attributes.get(key, "").split()
    ]
    wanted += [(label, label.attributes["for"]) for label in page.all("label") if "for" in label.attributes]
    wanted += [(a, a.attributes["href"][1:]) for a in page.all("a") if a.attributes.get("href", "").startswith("#")]
    return [f"{element} refers to {name!r}, which is not there" for element, name in wanted if name not in ids]


def _unnamed(page: Page) -> list[str]:
    labelled = {label.attributes.get("for") for label in page.all("label")}
    controls = [one for one in page.all("input", "select", "textarea") if one.attributes.get("type") != "hidden"]
    found = [
        f"no label: {control}"
        for control in controls
        if control.attributes.get("id") not in labelled and not any(outer.tag == "label" for outer in control.within)
    ]
    found += [f"no words: {one}" for one in page.all("a", "button") if not one.text.strip()]
    found += [f"no alt: {image}" for image in page.all("img") if "alt" not in image.attributes]
    return found


def _headings(page: Page) -> list[str]:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    jumps = [after for before, after in zip([0, *levels], levels, strict=False) if after > before + 1]
    return found + [f"h{level} without the level above" for level in jumps]
