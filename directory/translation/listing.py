"""The list of what is to be translated, for each language."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from directory.languages import ENDONYMS, content_languages
from directory.models import ProgrammePage, ProgrammeText
from directory.translation.state import translation_state
from directory.translation.words import describe

WORK = [
    ("none", _("Not translated at all")),
    ("changed", _("The original changed since")),
]


class TranslationsFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=content_languages,
        method="in_language",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    work = django_filters.ChoiceFilter(
        label=_("What there is to do"),
        choices=WORK,
        method="with_work",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    class Meta:
        model = ProgrammePage
        fields: list[str] = []

    @property
    def language_code(self) -> str:
        """The language looked at: the one chosen, else the first that is not the site's own."""
        codes = list(settings.CONTENT_LANGUAGES)
        chosen = self.data.get("language") if self.data else None
        others = [code for code in codes if code != settings.LANGUAGE_CODE]
        return chosen if chosen in codes else (others or codes)[0]

    def in_language(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return pages

    def with_work(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        code = self.language_code
        if value == "none":
            texts = ProgrammeText.objects.filter(page=OuterRef("pk"), language=code)
            return pages.filter(~Exists(texts))
        # As the databases write it: in a column, and in a part of a revision.
        written = (f'"language": "{code}"', f'"language":"{code}"')
        noted = Q()
        for mark in written:
            noted |= Q(translated_from__icontains=mark)
            noted |= Q(latest_revision__content__translated_from__icontains=mark)
        return pages.filter(noted)


class TranslationsView(ReportView):
    """Each programme one may edit, and how far its newest draft is translated."""

    model = ProgrammePage
    page_title = _("Translations of programmes")
    header_icon = "globe"
    filterset_class = TranslationsFilterSet
    index_url_name = "directory_translation:list"
    index_results_url_name = "directory_translation:list_results"
    results_template_name = "directory/admin/translation/list_results.html"
    context_object_name = "pages"
    permission_policy = page_permission_policy
    any_permission_required = ["change"]
    is_searchable = False
    show_export_buttons = False

    def get_queryset(self) -> QuerySet[ProgrammePage]:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return (
            ProgrammePage.objects.filter(pk__in=mine.values("pk"))
            .select_related("latest_revision")
            .order_by("title", "pk")
        )

    def get_filtered_queryset(self) -> QuerySet[ProgrammePage]:
        """Those whose original is in the language looked at are no translations."""
        pages = super().get_filtered_queryset()
        return pages.exclude(original_language=self.filters.language_code)

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        code = self.filters.language_code
        for page in object_list:
            content = page.latest_revision.content if page.latest_revision else page
            state = translation_state(content, code)
            page.translation = {
                "original": ENDONYMS.get(page.original_language, page.original_language),
                "words": describe(state),
                "complete": state.complete,
                "url": reverse("directory_translation:translate", args=[page.pk, code]),
            }
        return object_list

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        code = self.filters.language_code
        return {**context, "language_name": ENDONYMS.get(code, code)}
