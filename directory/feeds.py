"""What changed in the directory, as an Atom feed (RFC 4287) in each language."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from directory.languages import pick_text
from directory.models import ProgrammePage
from directory.plain_text import without_control

#: As many entries as a reader that looks once a day will not miss.
ENTRIES = 100


class ChangesFeed(Feed[Any, Any]):
    """The programmes that were published last, the newest first."""

    feed_type = Atom1Feed
    title = _("Turnstone: what changed")
    subtitle = _("Programmes that were added to the directory or changed in it.")
    description = subtitle

    def link(self) -> str:
        return reverse("home")

    def feed_url(self) -> str:
        return reverse("changes")

    def feed_guid(self) -> str:
        return reverse("changes")

    def items(self) -> list[ProgrammePage]:
        pages = ProgrammePage.objects.live().filter(last_published_at__isnull=False)
        return list(pages.order_by("-last_published_at", "-pk").prefetch_related("texts")[:ENTRIES])

    def item_title(self, item: ProgrammePage) -> str:
        return self._words(item, "title")

    def item_description(self, item: ProgrammePage) -> str:
        return self._words(item, "summary")

    def item_link(self, item: ProgrammePage) -> str:
        return reverse("programme", kwargs={"slug": item.slug})

    def item_guid(self, item: ProgrammePage) -> str:
        return f"urn:uuid:{item.uuid}"

    def item_updateddate(self, item: ProgrammePage) -> dt.datetime:
        return item.last_published_at

    def item_pubdate(self, item: ProgrammePage) -> dt.datetime | None:
        return item.first_published_at

    def item_author_name(self, item: ProgrammePage) -> str:
        return gettext("Turnstone")

    @staticmethod
    def _words(item: ProgrammePage, column: str) -> str:
        texts = {row.language: getattr(row, column) for row in item.texts.all()}
        words = pick_text(texts, get_language() or "en", item.original_language).words
        # XML holds no such character: one would take the whole feed down.
        return without_control(words)
