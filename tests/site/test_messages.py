"""The catalogues: every word for people is found, and no language may lack one."""

from pathlib import Path

import pytest

from config import messages

TRANSLATED: dict[str, dict[str | tuple[str, str], str | tuple[str, str]]] = {
    "nl": {
        "A word in the code": "Een woord in de code",
        "Hello %(name)s": "Dag %(name)s",
        "In the CMS's admin": "In het beheer",
        ("%(num)s programme", "%(num)s programmes"): ("%(num)s programma", "%(num)s programma's"),
    },
    "fr": {
        "A word in the code": "Un mot dans le code",
        "Hello %(name)s": "Bonjour %(name)s",
        "In the CMS's admin": "Dans l'administration",
        ("%(num)s programme", "%(num)s programmes"): (
            "%(num)s programme",
            "%(num)s programmes",
        ),
    },
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one message of each kind."""
    files = {
        "portal/views.py": 'title = gettext_lazy("A word in the code")\n',
        "portal/migrations/0001.py": 'title = _("A word of long ago")\n',
        "site/templates/page.html": (
            '{{ _("Hello %(name)s", name=x) }}\n'
            '{{ ngettext("%(num)s programme", "%(num)s programmes", n) }}\n'
        ),
        "directory/templates/panel.html": '{% load i18n %}{% trans "In the CMS\'s admin" %}\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def locale(project: Path) -> Path:
    """The project's catalogues, with every message translated."""
    folder = project / "site" / "locale"
    messages.update(folder, project)
    for language in TRANSLATED:
        translate(folder, language)
    assert messages.check(folder, project) == []
    return folder


def translate(locale: Path, language: str, **changes: str) -> None:
    """Fill a catalogue from TRANSLATED; `changes` replaces a translation (by its first word)."""
    catalog = messages.read(language, locale)
    for key, translation in TRANSLATED[language].items():
        first = key if isinstance(key, str) else key[0]
        catalog[key].string = changes.get(first.split()[0], translation)
    messages.write(catalog, language, locale)


def test_messages_of_code_and_of_both_kinds_of_template_are_found(project: Path) -> None:
    found = {message.id for message in messages.extract(project) if message.id}
    assert found == set(TRANSLATED["nl"])


def test_an_update_keeps_what_was_translated(project: Path, locale: Path) -> None:
    before = messages.catalogue_path("nl", locale).read_text()
    messages.update(locale, project)
    assert messages.catalogue_path("nl", locale).read_text() == before
    assert "Een woord in de code" in before


def test_a_language_without_a_catalogue_is_named(project: Path, locale: Path) -> None:
    messages.catalogue_path("fr", locale).unlink()
    assert messages.check(locale, project) == ["fr: there is no catalogue; ./dev messages makes it"]


def test_a_message_added_to_the_code_is_missed_in_every_language(
    project: Path, locale: Path
) -> None:
    (project / "portal" / "more.py").write_text('_("A thing nobody has read")\n')
    assert messages.check(locale, project) == [
        "nl: not in the catalogue: 'A thing nobody has read'",
        "fr: not in the catalogue: 'A thing nobody has read'",
    ]
    messages.update(locale, project)
    assert {line.split(":")[1] for line in messages.check(locale, project)} <= {
        " not translated",
        " to be looked at again",
    }


def test_a_guessed_translation_is_to_be_looked_at_again(project: Path, locale: Path) -> None:
    (project / "portal" / "views.py").write_text('gettext("A word in this code")\n')
    messages.update(locale, project)
    assert "nl: to be looked at again: 'A word in this code'" in messages.check(locale, project)


def test_a_translation_that_loses_a_placeholder_is_refused(project: Path, locale: Path) -> None:
    translate(locale, "fr", Hello="Bonjour")
    found = messages.check(locale, project)
    assert len(found) == 1
    assert "Hello" in found[0]


def test_a_message_that_left_the_code_is_no_longer_wanted(project: Path, locale: Path) -> None:
    (project / "portal" / "views.py").unlink()
    assert messages.check(locale, project) == [
        "nl: no longer used: 'A word in the code'",
        "fr: no longer used: 'A word in the code'",
    ]


def test_catalogues_are_compiled_once(locale: Path) -> None:
    assert len(messages.compile_catalogues(locale)) == 2
    assert messages.compile_catalogues(locale) == []
