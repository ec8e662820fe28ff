"""The list of who was not told as a file: for spreadsheets, without anybody in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.reaching import listing
from linli.cases.reading import exports
from linli.kit.tables import Table, declare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from linli.cases.reaching.listing import Chosen
    from linli.notices.models import Delivery

TABLE = declare(
    Table(
        name="cases.unreached",
        way="out",
        about="places",
        columns=(
            _("编号"),
            _("类别"),
            _("社区"),
            _("告诉谁"),
            _("通知"),
            _("为什么没告诉到"),
            _("从什么时候"),
            _("办完时间"),
        ),
    )
)
"""The columns. What is not here leaves in no file."""


def answer(form: str, chosen: Chosen) -> HttpResponse:
    """The file. Refused (``too_many_rows``) where the list is longer than files may be."""
    found = list(chosen.rows()[: exports.MOST + 1])
    exports.must_be_short(len(found))
    return exports.as_file(
        form, TABLE.columns, _rows(found, chosen), title=str(_("没告诉到的人")), name=f"{timezone.localdate():%Y%m%d}"
    )


def _rows(found: list[Delivery], chosen: Chosen) -> Iterator[list[object]]:
    for row in listing.shown_rows(found, chosen.seats):
        yield [
            row["label"],
            row["kind"],
            row["community"],
            row["role"],
            row["what"],
            row["why"],
            exports.moment(row["made"]),
            exports.moment(row["settled"]),
        ]
