"""One shape for a field on a page, whatever declared it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField, CheckboxInput, PasswordInput, Textarea


@dataclass(frozen=True, kw_only=True)
class PageField:
    """What the field macro reads; a dict with the same keys serves as well.

    `kind` is one of text, long, tel, password, choice, flag, hidden; `choices` are pairs of value and label.
    """

    name: str
    label: str = ""
    kind: str = "text"
    value: str = ""
    error: str = ""
    help: str = ""
    choices: Sequence[tuple[str, str]] = field(default_factory=tuple)
    required: bool = False
    maxlength: int | None = None
    autocomplete: str = ""


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, PasswordInput):
        return "password"
    if isinstance(widget, CheckboxInput):
        return "flag"
    return "long" if isinstance(widget, Textarea) else "text"


def of_form(bound: BoundField, *, label: str = "", autocomplete: str = "") -> PageField:
    """Make a page field of a Django form's field; a secret that was typed is never shown again."""
    kind = _kind(bound)
    value: Any = bound.value()
    errors: Iterable[object] = bound.errors
    return PageField(
        name=bound.html_name,
        label=label or str(bound.label),
        kind=kind,
        value="" if kind == "password" or value in (None, False) else str(value),
        error=" ".join(str(error) for error in errors),
        help=str(bound.help_text),
        required=bound.field.required,
        maxlength=getattr(bound.field, "max_length", None),
        autocomplete=autocomplete,
    )
