"""The interface's translation catalogues: extracted, checked and compiled with Babel.

`python -m config.messages update` brings `site/locale/*/LC_MESSAGES/django.po` up to date with
the code and the templates, `check` says what is not translated, `compile` makes the `.mo` files
that Django reads.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "site" / "locale"
LANGUAGES = ("nl", "fr")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Comments that begin so are for the translator.
COMMENT_TAGS = ("Translators:",)
JINJA_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# Without dates and names, which would change each time.
HEADING = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural};\n"

"""
PYTHON_FOLDERS = ("directory", "search", "portal", "site/config")


def extract_django(
    source: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """Babel extractor for Django's own template language, which the CMS's admin uses."""
    code = templatize(source.read().decode("utf-8"))
    return extract_python(BytesIO(code.encode("utf-8")), keywords, comment_tags, options)


def sources(root: Path = ROOT) -> Iterator[tuple[Path, str | Callable[..., Any], dict[str, str]]]:
    """Every file with words for people: its path, how Babel reads it, and with which options."""
    for folder in PYTHON_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, "python", {}
        for path in sorted((root / folder).rglob("templates/**/*.html")):
            yield path, extract_django, {}
    for path in sorted((root / "site" / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            yield path, "jinja2", JINJA_OPTIONS


def extract(root: Path = ROOT) -> Catalog:
    """All messages of the code and the templates under `root`, in the order they are found."""
    catalog = Catalog(project="Turnstone", charset="utf-8")
    for path, method, options in sources(root):
        found = extract_from_file(
            method, path, keywords=KEYWORDS, comment_tags=COMMENT_TAGS, options=options
        )
        place = path.relative_to(root).as_posix()
        for line, message, comments, context in found:
            catalog.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def update(locale: Path = LOCALE, root: Path = ROOT) -> None:
    """Bring the catalogue of each language up to date; what was translated stays."""
    template = extract(root)
    for language in LANGUAGES:
        there = catalogue_path(language, locale).exists()
        catalog = read(language, locale) if there else Catalog(locale=language)
        catalog.update(template)
        write(catalog, language, locale)


def write(catalog: Catalog, language: str, locale: Path = LOCALE) -> None:
    path = catalogue_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(HEADING.format(language=language, plural=catalog.plural_forms).encode())
        write_po(
            target,
            catalog,
            width=100,
            omit_header=True,
            ignore_obsolete=True,
            sort_by_file=True,
            include_lineno=False,
        )


def check(locale: Path = LOCALE, root: Path = ROOT) -> list[str]:
    """One line for every message without a sound translation, and for every leftover one."""
    template = extract(root)
    lines = []
    for language in LANGUAGES:
        path = catalogue_path(language, locale)
        if not path.exists():
            lines.append(f"{language}: there is no catalogue; ./dev messages makes it")
            continue
        catalog = read(language, locale)
        lines += [
            f"{language}: {trouble}: {wanted.id!r}"
            for wanted in template
            if wanted.id
            for trouble in troubles(catalog.get(wanted.id, wanted.context), catalog)
        ]
        lines += [
            f"{language}: no longer used: {message.id!r}"
            for message in catalog
            if message.id and template.get(message.id, message.context) is None
        ]
    return lines


def troubles(message: Message | None, catalog: Catalog) -> Iterator[str]:
    """What is wrong with a translation: absent, empty, unsure, or with other placeholders."""
    if message is None:
        yield "not in the catalogue"
        return
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "to be looked at again"
    for error in message.check(catalog):
        yield f"{error}".rstrip(".")
    # Of a plural the last form: a singular may say "one" where the plural needs the number.
    english = message.id if isinstance(message.id, str) else message.id[-1]
    if set(PLACEHOLDER.findall(strings[-1] or "")) != set(PLACEHOLDER.findall(english)):
        yield "other placeholders than the English text"


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Write the `.mo` beside each `.po` that changed since; gives the files written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as handle:
            catalog = read_po(handle, locale=source.parent.parent.name)
        fresh = target.with_suffix(f".mo.{os.getpid()}")
        with fresh.open("wb") as handle:
            write_mo(handle, catalog)
        fresh.replace(target)
        written.append(target)
    return written


def catalogue_path(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def read(language: str, locale: Path = LOCALE) -> Catalog:
    with catalogue_path(language, locale).open("rb") as source:
        return read_po(source, locale=language)


def main(arguments: Iterable[str]) -> int:
    match list(arguments):
        case ["update"]:
            update()
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            lines = check()
            print("\n".join(lines))
            return 1 if lines else 0
        case _:
            print("Usage: python -m config.messages update|check|compile", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
