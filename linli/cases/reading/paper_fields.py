"""What papers of whatever matter say of a case: its matter, label and day, who answers for it, a name made short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.reading import shown
from linli.kit.masking import mask_name
from linli.ledger import texts
from linli.ledger.events import words_of
from linli.papers.declared import PaperField
from linli.papers.shown import date
from linli.ui.dates import last_day

if TYPE_CHECKING:
    from linli.cases.models import Case

MATTER = PaperField("matter", _("事项"), _("事项 · 种类"))
LABEL = PaperField("label", _("事项编号"), "7F3K9Q")
BEGUN = PaperField("begun", _("登记日期"), _("2026年6月12日"))
ANSWERS = PaperField("answers", _("谁负责"), _("林家庄社区工作台"))
DUE = PaperField("due", _("最晚哪天"), _("2026年6月19日"))
HEAD = (MATTER, LABEL, BEGUN)


def head(case: Case) -> dict[str, str]:
    """The values of `HEAD`."""
    kind = shown.kind_words(case)
    return {
        "matter": f"{case.matter.words} · {kind}" if kind else case.matter.words,
        "label": case.label,
        "begun": date(case.began),
    }


def due(case: Case) -> str:
    """The last day of the limit that runs, '' where none does."""
    return date(last_day(case.due)) if case.due else ""


def masked(case: Case, field: str) -> str:
    """The name that was answered to ``field``, made short: a paper may be left lying. '' where none was given."""
    named = [text for text in texts.of_stream(street=case.street, stream=case.id) if text.field == field]
    return mask_name(words_of(named[-1])) if named else ""
