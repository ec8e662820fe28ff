"""What `verify` found: each damage with its place, what was counted, and what cannot be known."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linli.kit.words import Words

MOST = 200
"""How many damages of each kind are kept one by one, so that no kind drowns another; the rest are counted."""

WHAT: dict[str, Words] = {
    "unreadable": gettext_lazy("这一格的内容读不出来"),
    "hash": gettext_lazy("内容和指纹对不上"),
    "previous": gettext_lazy("和前一条接不上"),
    "missing": gettext_lazy("缺了"),
    "text_changed": gettext_lazy("文字和办理记录里的指纹对不上"),
    "text_missing": gettext_lazy("文字没了，也没有删除记录"),
    "text_kept": gettext_lazy("有删除记录，文字却还在"),
    "unknown": gettext_lazy("没有一条办理记录提到它"),
    "receipt_changed": gettext_lazy("收件码和办理记录里的指纹对不上"),
    "receipt_missing": gettext_lazy("收件码没了"),
    "receipt_kept": gettext_lazy("有删除记录，收件码却还在"),
    "document": gettext_lazy("封存的内容不是规范写法"),
    "column": gettext_lazy("和封存内容里写的不一样"),
    "signature": gettext_lazy("签名不对"),
    "not_closed": gettext_lazy("过了零点一天多还没有封存"),
    "gap": gettext_lazy("中间缺了日子"),
    "merkle": gettext_lazy("总指纹和当天的办理记录对不上"),
    "rooted_missing": gettext_lazy("封存过的办理记录没了"),
    "rooted_changed": gettext_lazy("封存过的办理记录变了"),
    "unrooted": gettext_lazy("日子已经封存，这条却不在里面"),
    "published_missing": gettext_lazy("公布过的封存，数据库里没有"),
    "published_differs": gettext_lazy("公布过的封存和数据库里的不一样"),
    "published_unsigned": gettext_lazy("公布文件里的这一行不是本系统签的"),
    "no_flow": gettext_lazy("看不出走的是哪个流程"),
    "record_missing": gettext_lazy("办理记录在，事项本身没了"),
    "record_unknown": gettext_lazy("事项在，办理记录没了"),
    "record_differs": gettext_lazy("和办理记录推出来的不一样"),
    "paper_differs": gettext_lazy("和打印时记下的不一样"),
    "paper_gone": gettext_lazy("打印的内容没了，也没有删除记录"),
    "matter_differs": gettext_lazy("和立件时记下的事项不一样"),
}
TABLES: dict[str, Words] = {
    "event": gettext_lazy("办理记录"),
    "text": gettext_lazy("文字"),
    "receipt": gettext_lazy("收件码"),
    "root": gettext_lazy("每日封存"),
    "published": gettext_lazy("公布文件"),
    "matter": gettext_lazy("事项"),
    "printed": gettext_lazy("打印的材料"),
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong, and where: as much of the place as can be known.

    ``what`` is a stable English name (see `WHAT`). ``row`` is the key of a row that has no better name; ``column`` is
    given where it can only be that one; ``detail`` has what was expected or found, never personal words.
    """

    table: str
    what: str
    street: str = ""
    stream: str = ""
    number: int | None = None
    day: str = ""
    row: str = ""
    column: str = ""
    detail: str = ""

    def place(self) -> dict[str, str | int]:
        """What is known of the place, by name."""
        known = ((each.name, getattr(self, each.name)) for each in fields(self) if each.name != "what")
        return {name: value for name, value in known if value not in ("", None)}

    def __str__(self) -> str:
        place = self.place()
        table = str(TABLES.get(str(place.pop("table")), self.table))
        return f"{table} {' '.join(f'{name}={value}' for name, value in place.items())} — {WHAT[self.what]}"


@dataclass
class Report:
    """The whole finding. ``younger`` events are covered by no root yet.

    ``against`` is the file of roots that was given; ``own_files`` are the installation's own, read where none was.
    """

    damages: list[Damage] = field(default_factory=list)
    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    closed: dict[str, str] = field(default_factory=dict)
    against: str = ""
    own_files: list[str] = field(default_factory=list)

    def add(self, damages: Iterable[Damage]) -> None:
        """Take damages in; beyond `MOST` of a kind they are only counted."""
        for damage in damages:
            self.total += 1
            self.kinds[damage.what] += 1
            if self.kinds[damage.what] <= MOST:
                self.damages.append(damage)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0

    def not_covered(self) -> list[str]:
        """What this check cannot know, in sentences."""
        sentences = [
            _(
                "最后一次封存以后的 %(count)s 条办理记录只核对了前后相接：整条删掉或整串重写，要拿公布文件（--roots）或收件码才看得出来。"
            )
            % {"count": self.counts["younger"]}
        ]
        if self.own_files:
            sentences.append(
                _(
                    "对照的是本机的公布文件：能改这些文件的人，可以把最后几天连同封存一起删掉。请再用放在别处的文件（--roots）对照一次。"
                )
            )
        elif not self.against:
            sentences.append(_("这次没有对照公布文件：连同封存一起删掉的最后几天也看不出来。"))
        return sentences

    def as_json(self) -> dict[str, Any]:
        """Plain values; the names are stable."""
        return {
            "sound": self.sound,
            "damages": [
                {name: value for name, value in asdict(one).items() if value not in ("", None)} for one in self.damages
            ],
            "total": self.total,
            "kinds": dict(sorted(self.kinds.items())),
            "counts": dict(sorted(self.counts.items())),
            "closed": self.closed,
            "against": self.against,
            "own_files": self.own_files,
            "not_covered": self.not_covered(),
        }

    def lines(self) -> Iterator[str]:
        """The same for a reader, in the language of the moment."""
        for damage in self.damages:
            yield str(damage)
        if self.total > len(self.damages):
            yield _("……还有 %(count)s 处。") % {"count": self.total - len(self.damages)}
        yield _("核对了 %(events)s 条办理记录、%(texts)s 段文字、%(receipts)s 个收件码、%(roots)s 次封存。") % {
            name: self.counts[name] for name in ("events", "texts", "receipts", "roots")
        }
        for street, day in self.closed.items():
            yield _("%(street)s 封存到 %(day)s。") % {"street": street, "day": day}
        for path in self.own_files or [self.against]:
            if path:
                yield _("对照了公布文件 %(file)s。") % {"file": path}
        yield from self.not_covered()
        yield _("没有发现改动。") if self.sound else _("发现 %(count)s 处不对。") % {"count": self.total}
