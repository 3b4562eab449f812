"""Content pages and wagtail-localize: pages that are there in two languages, set side by side."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from directory.models.content import BodyPage


@transaction.atomic
def link_translation(*, source: BodyPage, target: BodyPage) -> bool:
    """Make ``target``, written by itself, the translation of ``source`` that editors keep up.

    Each text of the target is noted as the translation of the text at the same place of the
    source. Returns whether the two are linked now; they are not where the places differ, because
    then publishing the translation would put the source's words into the target.
    """
    kept, _new = TranslationSource.get_or_create_from_instance(source)
    if Translation.objects.filter(source=kept, target_locale=target.locale).exists():
        return True
    written: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(target):
        if isinstance(segment, StringSegmentValue):
            written[segment.path].append(segment.string.data)
    asked: dict[str, list[Any]] = defaultdict(list)
    for segment in kept.stringsegment_set.select_related("context", "string").order_by("order"):
        asked[segment.context.path].append(segment)
    if {path: len(words) for path, words in written.items()} != {
        path: len(segments) for path, segments in asked.items()
    }:
        return False
    for path, segments in asked.items():
        for segment, words in zip(segments, written[path], strict=True):
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=target.locale,
                context=segment.context,
                defaults={"data": words},
            )
    Translation.objects.create(source=kept, target_locale=target.locale, enabled=True)
    return True
