"""A list of cases as a file: for spreadsheets, without anybody in it.

A file leaves the house, so it holds less than the page: the words are those that were published; who asked, their
phone and their own words stand in no export, for no role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.reading import shown
from linli.flows import table
from linli.kit import cells
from linli.kit.refused import Refused
from linli.kit.tables import Table, declare
from linli.ledger import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from linli.cases.models import Case, CaseQuerySet
    from linli.people.person import Person

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST = 10_000
"""More rows are refused: a file of a whole city is nobody's daily work. The filters make the list shorter."""
AT_ONCE = 500


TABLE = declare(
    Table(
        name="cases.desk",
        way="out",
        about="places",
        columns=(
            _("编号"),
            _("类别"),
            _("社区"),
            _("公布的内容"),
            _("状态"),
            _("轮到谁"),
            _("登记时间"),
            _("时限"),
            _("是否超时"),
        ),
    )
)
"""The columns. What is not here leaves in no file."""


def answer(form: str, cases: CaseQuerySet, person: Person) -> HttpResponse:
    """The file. Refused (``too_many_rows``) where the list is longer than ``MOST``."""
    found = list(cases.select_related("matter")[: MOST + 1])
    must_be_short(len(found))
    rows, today = _rows(found, person), f"{timezone.localdate():%Y%m%d}"
    return as_file(form, TABLE.columns, rows, title=str(_("事项")), name=today)


def must_be_short(number: int) -> None:
    """Refused (``too_many_rows``) where so many rows are more than a file takes."""
    if number > MOST:
        raise Refused(
            "too_many_rows",
            _("一次最多导出 %(most)s 件，这个列表更长。") % {"most": MOST},
            advice=_("请先按社区或状态筛选，再导出。"),
        )


def as_file(
    form: str, header: Sequence[object], rows: Iterable[Sequence[object]], *, title: str, name: str
) -> HttpResponse:
    """A table to be saved as ``linli-NAME``, in one of ``FORMATS``."""
    if form == "csv":
        content = "".join(cells.csv_lines(header, rows)).encode()
    else:
        content = cells.workbook(header, rows, title=title)
    response = HttpResponse(content, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="linli-{name}.{form}"'
    return response


def _rows(cases: list[Case], person: Person) -> Iterator[list[object]]:
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        words = _published(some)
        for case, row in zip(some, shown.rows(some, person), strict=True):
            yield [
                row["label"],
                row["kind"],
                row["community"],
                words.get(case.id, ""),
                row["state"]["word"],
                row["turn"],
                moment(case.began),
                moment(case.due),
                _("是") if case.late else _("否"),
            ]


def _published(cases: list[Case]) -> dict[UUID, str]:
    """The words of each case that stand in public now."""
    public = [case for case in cases if case.is_published]
    said = texts.newest(
        streets={case.street for case in public},
        streams=[case.id for case in public],
        fields=list(dict.fromkeys(name for case in public for name in case.table.headline)),
        audiences={table.PUBLIC},
    )
    return {stream: found[0].words for stream, found in said.items() if found}


def moment(at: object) -> str:
    """A moment as a cell says it, '' for none."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""  # type: ignore[arg-type]
