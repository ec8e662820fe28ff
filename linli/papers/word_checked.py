"""Whether a Word template says only what a paper can fill in, and where it does not. Runs in the child only.

Tags are few: {{ field }}, {% if field %}, {% for row in table %} with what ends them; no calls, no other attributes.
So no template can do anything but place values, whatever the sandbox around it would allow.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from lxml import etree

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
TAG = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
PREFIX = re.compile(r"^-?(?:tr|tc|p|r)?\s+|^-")
MARKS = ("{{", "}}", "{%", "%}", "{#", "#}")
INSTRUCTIONS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
LOOP = frozenset({"index", "first", "last"})
ALLOWED = (nodes.Name, nodes.Getattr, nodes.Const, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or)
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
BROUGHT = frozenset({"aFChunk", "subDocument", "attachedTemplate", "oleObject", "package", "control", "vbaProject"})
MOST = 20
Fault = dict[str, Any]


@dataclass
class Look:
    """One look through a template: the fields, the loops and conditions that are open, what is wrong."""

    plain: frozenset[str]
    tables: dict[str, frozenset[str]]
    environment: ImmutableSandboxedEnvironment
    open: list[tuple[str, str, str, Fault]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def known(self) -> set[str]:
        """Every name that may stand alone here."""
        return {*self.plain, *self.tables, *self.loops, *({"loop"} if self.loops else ())}

    @property
    def loops(self) -> dict[str, str]:
        """The names of rows in the loops around, and the table of each."""
        return {name: table for kind, name, table, _place in self.open if kind == "for"}

    def wrong(self, what: str, place: Fault, word: str = "", like: str = "") -> None:
        """Note a fault."""
        self.faults.append({**place, "what": what, "word": word[:60], "like": like})


def checked(content: bytes, spec: dict[str, Any], environment: ImmutableSandboxedEnvironment) -> list[Fault]:
    """What is wrong in a template, each with its place; the first twenty."""
    fields = [*spec["frame"], *spec["fields"]]
    look = Look(
        frozenset(one["name"] for one in fields if one["kind"] != "rows"),
        {one["name"]: frozenset(c["name"] for c in one["columns"]) for one in fields if one["kind"] == "rows"},
        environment,
    )
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in sorted(parts.namelist()):
            if name.endswith((".xml", ".rels")):
                _safe(look, name, _xml(parts.read(name)))
        if look.faults:  # not looked at any further
            return look.faults[:MOST]
        for name in sorted(parts.namelist()):
            if found := PARTS.fullmatch(name):
                _part(look, found[1], _xml(parts.read(name)))
    for needed in spec["needed"]:
        if needed not in look.used:
            look.wrong("lacks", {}, needed)
    return look.faults[:MOST]


def _xml(content: bytes) -> Any:
    """Read a part; no entity is replaced, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _safe(look: Look, name: str, root: Any) -> None:
    """Note what a part would fetch from elsewhere or bring along to be run."""
    owner = re.sub(r"^.*/|\d*\.xml(\.rels)?$", "", name)
    if root.getroottree().docinfo.doctype:
        look.wrong("doctype", {"part": owner})
    for relation in root.iter(RELATION) if name.endswith(".rels") else ():
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode", "Internal") != "Internal":
            look.wrong("link", {"part": owner}, relation.get("Target", ""))
        elif kind in BROUGHT:
            look.wrong("brought", {"part": owner}, kind)


def _part(look: Look, part: str, root: Any) -> None:
    for element in root.iter(f"{W}instrText", f"{W}fldSimple"):
        instruction = (element.get(f"{W}instr") or element.text or "").split()
        if instruction and instruction[0].upper() not in INSTRUCTIONS:
            look.wrong("instruction", _place(part, element), instruction[0])
    for paragraph in root.iter(f"{W}p"):
        _paragraph(look, _text(paragraph), _place(part, paragraph))
    for _kind, name, _table, place in look.open:
        look.wrong("not_ended", place, name)
    look.open.clear()


def _text(paragraph: Any) -> str:
    """The words of a paragraph, without those of text boxes in it."""
    own = (
        one for one in paragraph.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is paragraph and one.text is not None
    )
    return "".join(one.text for one in own)


def _place(part: str, element: Any) -> Fault:
    """Where an element stands: its part, and the paragraph or the cell in it, counted from 1."""
    place: Fault = {"part": part.rstrip("0123456789")}
    for cell in element.iterancestors(f"{W}tc"):
        row, table = next(cell.iterancestors(f"{W}tr")), next(cell.iterancestors(f"{W}tbl"))
        tables = list(table.getroottree().getroot().iter(f"{W}tbl"))
        return place | {
            "table": tables.index(table) + 1,
            "row": list(table.iterchildren(f"{W}tr")).index(row) + 1,
            "column": list(row.iterchildren(f"{W}tc")).index(cell) + 1,
        }
    outer = element if element.tag == f"{W}p" else next(element.iterancestors(f"{W}p"), element)
    before = [one for one in outer.getroottree().getroot().iter(f"{W}p") if not _in_cell(one)]
    return place | {"paragraph": before.index(outer) + 1 if outer in before else 0}


def _in_cell(paragraph: Any) -> bool:
    return next(paragraph.iterancestors(f"{W}tc"), None) is not None


def _paragraph(look: Look, text: str, place: Fault) -> None:
    for found in TAG.finditer(text):
        if found[1] is not None:
            _value(look, found[1], place)
        else:
            _statement(look, PREFIX.sub("", found[2]).strip().rstrip("-").strip(), place)
    rest = TAG.sub("", text)
    if mark := next((mark for mark in MARKS if mark in rest), ""):
        look.wrong("brackets", place, mark)


def _value(look: Look, inner: str, place: Fault) -> None:
    tree = _parsed(look, "{{" + inner + "}}", place)
    if tree is None:
        return
    output = tree.body[0]
    node = output.nodes[0] if isinstance(output, nodes.Output) and len(output.nodes) == 1 else None
    if isinstance(node, nodes.Name) and node.name in look.tables:
        look.wrong("table", place, node.name)
    elif node is None or not isinstance(node, nodes.Name | nodes.Getattr):
        look.wrong("not_here", place, inner.strip())
    else:
        _expression(look, node, place)


def _statement(look: Look, inner: str, place: Fault) -> None:
    word, _blank, rest = inner.partition(" ")
    match word:
        case "if":
            _condition(look, rest, place)
            look.open.append(("if", inner, "", place))
        case "elif" | "else" if look.open and look.open[-1][0] == "if":
            if word == "elif":
                _condition(look, rest, place)
        case "for":
            _loop(look, rest, place)
        case "endif" | "endfor" if look.open and look.open[-1][0] == word[3:]:
            look.open.pop()
        case "endif" | "endfor" | "else" | "elif":
            look.wrong("not_begun", place, word)
        case _:
            look.wrong("not_here", place, inner)


def _condition(look: Look, rest: str, place: Fault) -> None:
    tree = _parsed(look, "{% if " + rest + " %}{% endif %}", place)
    if tree is not None and isinstance(tree.body[0], nodes.If):
        _expression(look, tree.body[0].test, place)


def _loop(look: Look, rest: str, place: Fault) -> None:
    tree = _parsed(look, "{% for " + rest + " %}{% endfor %}", place)
    node = tree.body[0] if tree is not None else None
    name, table = "", ""
    if isinstance(node, nodes.For):
        plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name) and node.test is None
        if not plain or node.recursive:
            look.wrong("not_here", place, rest)
        elif node.iter.name not in look.tables:  # type: ignore[attr-defined]
            _unknown(look, node.iter.name, set(look.tables), place)  # type: ignore[attr-defined]
        else:
            name, table = node.target.name, node.iter.name  # type: ignore[attr-defined]
            look.used.add(table)
    if look.loops:
        look.wrong("not_here", place, rest)
    look.open.append(("for", name, table, place))


def _expression(look: Look, node: nodes.Node, place: Fault) -> None:
    if not isinstance(node, ALLOWED):
        look.wrong("not_here", place, type(node).__name__)
    elif isinstance(node, nodes.Getattr):
        _attribute(look, node, place)
    elif isinstance(node, nodes.Name):
        look.used.add(node.name)
        if node.name not in look.known:
            _unknown(look, node.name, look.known, place)
    else:
        for child in node.iter_child_nodes():
            _expression(look, child, place)


def _attribute(look: Look, node: nodes.Getattr, place: Fault) -> None:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner == "loop" and look.loops:
        columns: frozenset[str] = LOOP
    elif owner in look.loops:
        columns = look.tables.get(look.loops[owner], frozenset())
    else:
        look.wrong("unknown", place, f"{owner}.{node.attr}")
        return
    if node.attr not in columns:
        _unknown(look, node.attr, set(columns), place)


def _unknown(look: Look, name: str, known: set[str], place: Fault) -> None:
    look.wrong("unknown", place, name, next(iter(get_close_matches(name, sorted(known), 1)), ""))


def _parsed(look: Look, text: str, place: Fault) -> nodes.Template | None:
    try:
        return look.environment.parse(text)
    except TemplateError:
        look.wrong("not_here", place, text.strip("{}% "))
        return None
