"""One question after the other, for people on a phone: the screens of a form, and which comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.forms.form import Form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from linli.forms.fields import Field


def screens_of(form: Form) -> tuple[Form, ...]:
    """One screen for each question, those that join it on the same."""
    groups: list[list[Field]] = []
    for asked in form.fields:
        if asked.joins and groups:
            groups[-1].append(asked)
        else:
            groups.append([asked])
    return tuple(Form(tuple(group)) for group in groups)


def up_to(screens: tuple[Form, ...], number: int) -> Form:
    """The questions of the screens from the first to this one."""
    return Form(tuple(asked for screen in screens[: number + 1] for asked in screen.fields))


def following(screens: tuple[Form, ...], number: int, values: Mapping[str, Any]) -> int | None:
    """The next screen after ``number`` on which something is asked, by the clean values so far; None after the last."""
    for later in range(number + 1, len(screens)):
        if any(asked.only_if is None or asked.only_if.holds(values) for asked in screens[later].fields):
            return later
    return None


def first_wrong(screens: tuple[Form, ...], errors: Collection[str]) -> int:
    """The first screen with an input at fault; 0 where none is."""
    for number, screen in enumerate(screens):
        for asked in screen.fields:
            if any(name == asked.name or name.startswith(f"{asked.name}-") for name in errors):
                return number
    return 0


def number_in(typed: str, screens: int) -> int:
    """The screen that was sent, within those there are."""
    return min(int(typed), screens - 1) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0  # noqa: PLR2004 - two digits
