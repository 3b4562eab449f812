"""The site map: every public page in each language it is written in."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import translation

from directory.languages import public_languages
from directory.models import ContentPage, EmergencyPage, HomePage, ProgrammePage, RatingsPage

_CONTENT = (HomePage, RatingsPage, EmergencyPage, ContentPage)


class ProgrammesSitemap(Sitemap):
    """The published programmes, each in the languages that its entry has texts in."""

    limit = 10_000

    def items(self) -> Any:
        spoken = [code for code, _endonym in public_languages()]
        pages = ProgrammePage.objects.live().filter(texts__language__in=spoken)
        # An address for each row, in an order that paging can rely on.
        return pages.order_by("pk", "texts__language").values_list(
            "slug", "texts__language", "last_published_at"
        )

    def location(self, item: tuple[str, str, dt.datetime]) -> str:
        slug, language, _changed = item
        with translation.override(language):
            return reverse("programme", kwargs={"slug": slug})

    def lastmod(self, item: tuple[str, str, dt.datetime]) -> dt.datetime:
        return item[2]


class ContentSitemap(Sitemap):
    """Home, guidance, ratings and help lines, a page per language."""

    def items(self) -> list[Any]:
        return list(_content_pages())

    def location(self, item: Any) -> str:
        path: str = item.public_path()
        return path

    def lastmod(self, item: Any) -> dt.datetime | None:
        changed: dt.datetime | None = item.last_published_at
        return changed


def _content_pages() -> Iterator[Any]:
    spoken = [code for code, _endonym in public_languages()]
    for model in _CONTENT:
        yield from (
            model.objects.live()
            .filter(locale__language_code__in=spoken)
            .select_related("locale")
            .order_by("path")
        )


SITEMAPS: dict[str, type[Sitemap]] = {"programmes": ProgrammesSitemap, "pages": ContentSitemap}
