"""Loading the content pages, a file per page with all its languages."""

import uuid
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.models import ContentPage, EmergencyPage, HomePage, RatingsPage
from directory.prose import prose
from directory.sample.reader import Table, read_file
from directory.sample.report import LoadReport
from directory.services import create_published_page
from directory.translation.content_pages import link_translation

KINDS: dict[str, Any] = {
    "home": HomePage,
    "content": ContentPage,
    "ratings": RatingsPage,
    "emergency": EmergencyPage,
}
#: The texts a page of each kind has beside title, introduction and body.
OWN_TEXTS = {
    "home": ("heading", "door_self", "door_close", "door_professional"),
    "ratings": ("effective", "promising", "prudent", "pioneering", "not_rated", "adopted"),
}
#: In which the pages were written first; the others are translations of these.
_ORIGINAL = "en"
#: In which every page of the sample is written; a language that is new here may come later.
_WRITTEN = ("en", "nl", "fr")
BLOCKS = ("heading", "text", "notice")
_BLOCK_IDS = uuid.UUID("5a0cf1a6-7d0e-4c53-9a5c-0f7d3e0b3c11")


def load_pages(files: list[Path], homes: dict[str, HomePage], report: LoadReport) -> None:
    for file in files:
        _load(read_file(file), homes, report)


@transaction.atomic
def _load(whole: Table, homes: dict[str, HomePage], report: LoadReport) -> None:
    kind = whole.choice("kind", KINDS)
    slug = whole.text("slug") if kind == "home" else whole.need("slug")
    texts = whole.table("text")
    translation_key = None
    pages: list[Any] = []
    for language, home in homes.items():
        if language not in texts:
            if language in _WRITTEN:
                raise whole.error(f"text.{language}", "is missing")
            continue
        row = texts.table(language)
        values = _read(row, kind, slug)
        key = f"{language}/{slug}"
        page = _existing(kind, home, slug)
        there = page is not None and (kind != "home" or page.first_published_at is not None)
        if report.is_new("pages", key, there=there):
            page = _write(kind, home, slug, values, translation_key, row)
            report.note("pages", key)
        if page is not None:
            translation_key = page.translation_key
            pages.append(page)
    source = next((page for page in pages if page.locale.language_code == _ORIGINAL), None)
    for page in pages:
        if source is not None and page is not source and _are_one(source, page):
            link_translation(source=source, target=page)
    texts.finish()
    whole.finish()


def _are_one(source: Any, page: Any) -> bool:
    return bool(source.translation_key == page.translation_key)


def _existing(kind: str, home: HomePage, slug: str) -> Any:
    if kind == "home":
        return HomePage.objects.get(pk=home.pk)
    return KINDS[kind].objects.child_of(home).filter(slug=slug).first()


def _read(row: Table, kind: str, slug: str) -> dict[str, Any]:
    values: dict[str, Any] = {"title": row.need("title"), "intro": row.text("intro")}
    values |= {name: row.need(name) for name in OWN_TEXTS.get(kind, ())}
    body = []
    for number, block in enumerate(row.tables("body")):
        names = [name for name in BLOCKS if name in block]
        if len(names) != 1:
            raise block.error("", f"must have one of: {', '.join(BLOCKS)}")
        words = block.need(names[0])
        block.finish()
        body.append(
            {
                "type": names[0],
                # The same in every language: so a block is the translation of another.
                "id": str(uuid.uuid5(_BLOCK_IDS, f"{kind}/{slug}/{number}")),
                "value": words if names[0] == "heading" else prose(words),
            }
        )
    values["body"] = body
    row.finish()
    return values


def _write(
    kind: str,
    home: HomePage,
    slug: str,
    values: dict[str, Any],
    translation_key: Any,
    row: Table,
) -> Any:
    above = HomePage.objects.get(pk=home.pk)
    page = above if kind == "home" else KINDS[kind](slug=slug, locale=home.locale)
    body = values.pop("body")
    for name, value in values.items():
        setattr(page, name, value)
    page.body = page._meta.get_field("body").stream_block.to_python(body)
    page.draft_title = page.title
    try:
        if kind == "home":
            page.save_revision().publish()
        else:
            if translation_key is not None:
                page.translation_key = translation_key
            create_published_page(acting_user=None, parent=above, page=page)
    except ValidationError as error:
        raise row.refuse(error) from error
    return page
