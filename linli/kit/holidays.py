"""The national calendar: holidays and make-up working weekends as the State Council announces them each year.

The tables of the library are read, not its functions: those answer a year without a table with an error, and give a
make-up weekend the name of the holiday that it makes up for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chinese_calendar.constants import Holiday, holidays, workdays

from linli.kit.working_time import Calendar

if TYPE_CHECKING:
    from datetime import date

CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


@cache
def national() -> Calendar:
    """What the installed table knows: the years from 2004 to the last one that was announced when it was made."""
    special = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    return Calendar(special, frozenset(day.year for day in holidays))


def named(day: date) -> tuple[str, str]:
    """The holiday to which a day off or a make-up day belongs, in Chinese and English; two empty texts for any other."""
    name = holidays.get(day) or workdays.get(day) or ""
    return CHINESE.get(name, name), name
