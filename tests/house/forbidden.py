"""Finding what has no place: in models, vocabularies, forms, tables, templates, cookies and logs.

Each finder is given what to look at, so that a test can give it something forbidden and see that it is found.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.db import models
from django.utils import translation

import linli
from linli.forms.fields import Field, Form
from linli.kit.crypto import EncryptedText
from linli.kit.refusals import Subject, refused_column
from linli.people.models import Account, Organisation
from tests.house.floors import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

    from django.urls import URLPattern, URLResolver

    from linli.kit.tables import Table
    from linli.kit.words import Words

Found = list[tuple[str, str, str]]
"""Where, the words, the code of the refusal."""


def spoken(words: Words) -> Iterator[str]:
    """The words in both languages."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield str(words)


def judged(where: str, words: Iterable[Words], *, about: Subject) -> Found:
    """Those of ``words`` that have no place, in either language."""
    every = (text for each in words for text in spoken(each))
    return [(where, text, refusal.code) for text in every if (refusal := refused_column(text, about=about))]


def is_about_people(model: type[models.Model]) -> bool:
    """Whether a row says something of a person: an account, or a row that names one."""
    if model is Account or model._meta.app_label == "people":
        return True
    return any(field.related_model is Account for field in model._meta.get_fields() if field.concrete)


def of_model(model: type[models.Model]) -> Found:
    """Forbidden names, labels and closed vocabularies of a model's fields."""
    about: Subject = "people" if is_about_people(model) else "places"
    found: Found = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.Field):
            continue
        where = f"{model._meta.label}.{field.name}"
        found += judged(where, [field.name, str(field.column), field.verbose_name, field.help_text], about=about)
        chosen = [part for choice in field.flatchoices for part in choice]
        found += judged(where, chosen, about="answers")
    return found


def free_texts(model: type[models.Model]) -> set[str]:
    """Columns of a model about people in which somebody could write anything in clear: tags, remarks, lists."""
    return {
        f"{model._meta.label}.{field.name}"
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        and not isinstance(field, EncryptedText)
        and not field.flatchoices
    }


def of_form(where: str, form: Form) -> Found:
    """Forbidden names, labels, helps and fixed choices of a form as data."""
    found: Found = []
    for field in form.fields:
        found += judged(f"{where}.{field.name}", [field.name, field.label, field.help], about="answers")
        if not callable(field.choices):
            chosen = [part for choice in field.choices for part in choice]
            found += judged(f"{where}.{field.name}", chosen, about="answers")
    return found


def of_django_form(form: Any) -> Found:
    """Forbidden names, labels, helps and fixed choices of a Django form."""
    found: Found = []
    for name, field in form.base_fields.items():
        where = f"{form.__module__}.{form.__qualname__}.{name}"
        found += judged(where, [name, field.label or "", field.help_text or ""], about="people")
        chosen = [part for choice in _choices(field) for part in choice]
        found += judged(where, chosen, about="answers")
    return found


def _choices(field: django_forms.Field) -> list[Any]:
    # A list that a query gives is data of an office; what is written down in code is ours to answer for.
    if isinstance(field, django_forms.ModelChoiceField) or not isinstance(field, django_forms.ChoiceField):
        return []
    return list(field.choices) if isinstance(field.choices, list) else []


def of_table(table: Table) -> Found:
    """Forbidden columns of a spreadsheet that comes in or goes out."""
    return judged(table.name, table.columns, about=table.about)


def own_modules() -> list[ModuleType]:
    """Every module of the project that is loaded beside its tests and migrations."""
    names = [name for _, name, _ in pkgutil.walk_packages(linli.__path__, "linli.")]
    left = re.compile(r"\.(tests|migrations|__main__|wsgi)(\.|$)")
    return [importlib.import_module(name) for name in names if not left.search(name)]


def data_forms(modules: Iterable[ModuleType]) -> Iterator[tuple[str, Form]]:
    """Every form as data that a module holds by a name, single questions too."""
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, Form):
                yield f"{module.__name__}.{name}", value
            elif isinstance(value, Field):
                yield f"{module.__name__}.{name}", Form((value,))


def django_forms_of(modules: Iterable[ModuleType]) -> set[type[django_forms.BaseForm]]:
    """Every Django form that a module of ours holds, its own or a library's."""
    kinds = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {kind for kind in kinds if issubclass(kind, django_forms.BaseForm) and kind.base_fields}  # type: ignore[attr-defined]


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every source file of the project but tests and migrations, parsed."""
    for path in sorted((ROOT / "linli").rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def named(tree: ast.AST) -> set[str]:
    """Every name that a program gives to something: classes, functions, arguments, attributes, keys."""
    names: set[str] = set()
    for node in ast.walk(tree):
        given = [getattr(node, key, None) for key in ("name", "id", "attr", "arg")]
        names |= {text for text in given if isinstance(text, str)}
        if isinstance(node, ast.Dict):
            names |= {text for key in node.keys if isinstance(text := getattr(key, "value", None), str)}
    return names


def cookies(tree: ast.Module) -> set[str]:
    """The names of the cookies that a source file sets: texts, or constants of the same file."""
    fixed = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    found = set()
    for call in calls:
        if call.func.attr in {"set_cookie", "set_signed_cookie"}:  # type: ignore[attr-defined]
            name = call.args[0] if call.args else None
            known = fixed.get(name.id) if isinstance(name, ast.Name) else getattr(name, "value", None)
            found.add(str(known or f"? in line {call.lineno}"))
    return found


def logged(tree: ast.Module) -> set[str]:
    """The names of the fields that a source file gives to a log line: ``extra={"fields": {...}}`` or a dict of that name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                found |= _keys(value, tree)
    return found


def _keys(node: ast.expr, tree: ast.Module) -> set[str]:
    if isinstance(node, ast.Dict):
        return {str(getattr(key, "value", "?")) for key in node.keys}
    if isinstance(node, ast.Name):
        given = [
            each.value
            for each in ast.walk(tree)
            if isinstance(each, ast.Assign | ast.AnnAssign)
            and any(
                isinstance(t, ast.Name) and t.id == node.id
                for t in getattr(each, "targets", [getattr(each, "target", None)])
            )
        ]
        return {key for value in given if isinstance(value, ast.Dict) for key in _keys(value, tree)} or {"?"}
    return {"?"}


def inputs(template: str) -> set[str]:
    """The names of what a template lets somebody fill in."""
    return set(re.findall(r"<(?:input|select|textarea|button)\b[^>]*?\bname=[\"']([^\"'{]+)[\"']", template))


def arguments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    """Every route with every argument that its address takes."""
    for pattern in patterns:
        deeper = getattr(pattern, "url_patterns", None)
        if deeper is not None:
            yield from arguments(deeper)
        else:
            for argument in pattern.pattern.converters:
                yield str(getattr(pattern, "name", "")), argument


def uses_spreadsheets(tree: ast.Module) -> bool:
    """Whether a source file reads or writes spreadsheets."""
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return any(re.match(r"(csv|openpyxl|xlrd|linli\.kit\.(spreadsheets|cells))(\.|$)", name) for name in modules)


def declares_a_table(tree: ast.Module) -> bool:
    """Whether a source file declares a table or is handed one that another file declared."""
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module == "linli.kit.tables" or any(alias.name == "tables" for alias in node.names))
        for node in ast.walk(tree)
    )


def joins(model: type[models.Model]) -> set[str]:
    """The floors above the cases that a row with a person in it points to; two of them would join a person's records."""
    keys = [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    if not any(field.related_model in (Account, Organisation) for field in keys):
        return set()
    return {field.related_model._meta.app_label for field in keys} - {"people", "places", "ledger", "flows"}


def templates() -> Iterator[tuple[str, str]]:
    """Every template with its text."""
    for path in sorted((ROOT / "linli").rglob("*.html")):
        yield str(path.relative_to(ROOT)), _read(path)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
