"""Every text is there in every language."""

from pathlib import Path

import pytest

from linli.ui import languages


@pytest.mark.parametrize("path", languages.files(), ids=lambda path: path.parents[1].name)
def test_every_text_is_translated(path: Path) -> None:
    assert languages.faults(path) == []


def test_english_is_there() -> None:
    assert [path.parents[1].name for path in languages.files()] == ["en"]


def test_texts_of_code_and_templates_are_both_collected() -> None:
    used = languages.template()
    assert used.get("心愿墙") is not None
    assert used.get("没有找到这一页") is not None


def test_a_missing_a_fuzzy_and_a_chinese_translation_are_found(tmp_path: Path) -> None:
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "登录"\nmsgstr "登录"\n\n#, fuzzy\nmsgid "退出"\nmsgstr "Sign out"\n\nmsgid "密码"\nmsgstr "Password"\n\n'
        'msgid "首页"\nmsgstr "The first page of it.The first page of it."\n\n'
        'msgid "心愿墙"\nmsgstr "The wall of all the wishes of a street.all the wishes of a street."\n',
        encoding="utf-8",
    )
    found = languages.faults(path)
    assert "登录: Chinese in the translation" in found
    assert "退出: marked fuzzy" in found
    assert "首页: says the same twice" in found
    assert "心愿墙: says the same twice" in found
    assert "没有找到这一页: no translation" in found
    assert not [fault for fault in found if fault.startswith("密码:")]
