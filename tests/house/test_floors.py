"""What points somewhere points down: imports, foreign keys, templates."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import grimp
from django.apps import apps
from django.db import models
from django.utils import translation

from tests.house.floors import ROOT, height, may_use

REFERENCE = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+(?:\[)?\s*["']([^"']+)["']""")
COMPUTED = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+(?!\[?\s*["'])""")


def floor_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1] if model.__module__.startswith("linli.") else ""


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if floor_of(model)]


def templates() -> list[Path]:
    return sorted((ROOT / "linli").glob("*/jinja2/**/*.html"))


def test_imports_follow_the_floors() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout


def test_even_an_import_for_types_alone_follows_the_floors() -> None:
    """The linter leaves those out, because inside a floor they make no cycle; between floors they would tell one."""
    graph = grimp.build_graph("linli", cache_dir=None)
    modules = [name.split(".") for name in graph.modules if name.count(".")]
    wrong = [
        f"{'.'.join(module)} imports {used}"
        for module in modules
        for used in graph.find_modules_directly_imported_by(".".join(module))
        if used.count(".") and not may_use(module[1], used.split(".")[1])
    ]
    assert modules
    assert wrong == []


def test_a_foreign_key_points_to_the_same_floor_or_a_lower_one() -> None:
    links = [
        (floor_of(model), floor_of(field.related_model), f"{model.__name__}.{field.name}")
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and floor_of(field.related_model)
    ]
    assert links
    assert [name for own, other, name in links if not may_use(own, other)] == []


def test_no_foreign_key_points_out_to_a_library() -> None:
    out = [
        f"{model.__name__}.{field.name} → {field.related_model}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and not floor_of(field.related_model)
    ]
    assert out == []


def test_a_template_uses_the_same_floor_or_a_lower_one() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} uses {name}"
        for path in templates()
        for name in REFERENCE.findall(path.read_text(encoding="utf-8"))
        if not may_use(path.relative_to(ROOT).parts[1], owner(name))
    ]
    assert wrong == []


def owner(template: str) -> str:
    """Return the floor that brings a template; it must exist."""
    (found,) = {path.relative_to(ROOT).parts[1] for path in (ROOT / "linli").glob(f"*/jinja2/{template}")}
    return found


def test_a_template_is_used_by_its_literal_name() -> None:
    """A computed name could point anywhere; data chooses between texts and macros, not between files."""
    assert [str(path) for path in templates() if COMPUTED.search(path.read_text(encoding="utf-8"))] == []


def test_every_template_lies_in_the_folder_of_its_floor() -> None:
    shared = {"404.html", "500.html", "403.html", "403_csrf.html", "400.html"}
    wrong = [
        str(path.relative_to(ROOT))
        for path in templates()
        if path.name not in shared
        and path.relative_to(ROOT).parts[3] not in {path.relative_to(ROOT).parts[1], "account"}
    ]
    assert wrong == []


def test_no_template_carries_anything_inline() -> None:
    """The content policy would block it: style and event attributes, scripts and styles with a body."""
    inline = re.compile(
        r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script\b(?![^>]*\bsrc=)|javascript:""", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit}" for path in templates() for hit in inline.findall(path.read_text("utf-8"))
    ]
    assert found == []


def test_the_contract_names_every_floor_once() -> None:
    folders = [path.name for path in (ROOT / "linli").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert [name for name in folders if height(name) < 0] == []


def test_migrations_of_an_app_form_one_line() -> None:
    """Each migration follows exactly one of its own app, the first none: so two branches cannot both land."""
    from django.db.migrations.loader import MigrationLoader

    loader: Any = MigrationLoader(None)
    ours = [name for name in loader.disk_migrations if loader.disk_migrations[name].__module__.startswith("linli.")]
    assert ours
    parents = {name: [p for p in loader.disk_migrations[name].dependencies if p[0] == name[0]] for name in ours}
    assert {name: found for name, found in parents.items() if len(found) > 1} == {}
    for app in {app for app, _ in ours}:
        assert len(loader.graph.leaf_nodes(app)) == 1
        assert sum(1 for name in ours if name[0] == app and not parents[name]) == 1


def test_migrations_are_complete() -> None:
    """What the models say is what the migrations make."""
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    with translation.override(None):  # texts of library fields are compared as they were written
        loader = MigrationLoader(None)
        said, made = ProjectState.from_apps(apps), loader.project_state()
        changes = MigrationAutodetector(made, said).changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("linli.")}
    assert {app: found for app, found in changes.items() if app in ours} == {}
