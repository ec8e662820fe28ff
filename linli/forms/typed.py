"""What a browser sent for a form, as the check reads it, and again as hidden inputs of the next screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from linli.forms.tables import cell_in, input_name, rows_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import QueryDict

    from linli.forms.form import Form

OURS = re.compile(r"token|screen|more|csrfmiddlewaretoken|left-\d+")
"""Inputs that belong to the page and not to the form."""


def of_post(form: Form, post: QueryDict) -> dict[str, Any]:
    """The inputs of ``form`` among those that were sent; a table's stay one for each cell."""
    typed: dict[str, Any] = {}
    for asked in form.fields:
        if asked.kind == "several":
            typed[asked.name] = post.getlist(asked.name)
        elif asked.kind == "table":
            typed.update({name: post[name] for name in post if cell_in(asked, name)})
        else:
            typed[asked.name] = post.get(asked.name, "")
    return typed


def hidden(form: Form, typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was typed for ``form`` as pairs of input and value, so that a later screen carries it."""
    for asked in form.fields:
        if asked.kind == "table":
            for number, row in enumerate(rows_typed(asked, typed)):
                yield from ((input_name(asked, number, column), str(value)) for column, value in row.items() if value)
            continue
        value = typed.get(asked.name, "")
        for each in value if isinstance(value, list) else [value]:
            if each:
                yield asked.name, "1" if each is True else str(each)


def left_over(form: Form, post: QueryDict) -> list[str]:
    """What was typed into questions that the form no longer asks: shown once more, so that nothing is lost."""
    known = {asked.name for asked in form.fields}
    tables = [asked for asked in form.fields if asked.kind == "table"]
    return [
        str(value).strip()
        for name in post
        for value in post.getlist(name)
        if str(value).strip()
        and name not in known
        and not OURS.fullmatch(name)
        and not any(cell_in(asked, name) for asked in tables)
    ]
