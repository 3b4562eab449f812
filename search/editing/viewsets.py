"""Editing what the finder follows: the words people use, and the answers to some searches."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.editing.viewsets import ListView
from directory.forms import TermsWidget
from search.editing.synonym_views import SynonymCreateView, SynonymEditView, SynonymForm
from search.models import SearchDecision, SynonymEntry
from search.models.synonyms import first_of


class SynonymsView(ListView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("terms")


class DecisionsView(ListView):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset()
        return rows.prefetch_related("pinned__programme", "excluded__programme")


class SynonymEntryViewSet(SnippetViewSet):
    index_view_class = SynonymsView
    model = SynonymEntry
    icon = "openquote"
    list_display = [
        "first_typed",
        Column("meaning", label=_("Programmes say"), accessor=lambda entry: _meaning(entry)),
        Column("language", label=_("Language"), accessor="get_language_display"),
    ]
    list_filter = ["language", "both_ways"]
    search_fields = ["typed", "said", "note", "terms__labels", "terms__code"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
    edit_handler = ObjectList(
        [
            FieldPanel("typed"),
            FieldPanel("language"),
            FieldPanel("terms", widget=TermsWidget),
            FieldPanel("said"),
            FieldPanel("both_ways"),
            FieldPanel("note"),
        ],
        base_form_class=SynonymForm,
    )


def _meaning(entry: SynonymEntry) -> str:
    terms = ", ".join(term.label() for term in entry.terms.all())
    return "; ".join(filter(None, (terms, first_of(entry.lines("said")))))


class SearchDecisionViewSet(SnippetViewSet):
    index_view_class = DecisionsView
    model = SearchDecision
    icon = "pick"
    list_display = [
        "__str__",
        Column("first", label=_("Come first"), accessor=lambda row: _titles(row.pinned)),
        Column("out", label=_("Left out"), accessor=lambda row: _titles(row.excluded)),
    ]
    search_fields = ["searches", "note"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("searches"),
        InlinePanel(
            "pinned",
            heading=_("Come first"),
            label=_("programme"),
            help_text=_(
                "In this order, where the answer is sorted by fit, also when their texts do not "
                "hold the words. Filters hold for them as for all others; what is closed still "
                "comes last."
            ),
            panels=[PageChooserPanel("programme")],
        ),
        InlinePanel(
            "excluded",
            heading=_("Left out"),
            label=_("programme"),
            help_text=_("They are not found by these searches, and not counted in the answer."),
            panels=[PageChooserPanel("programme")],
        ),
        FieldPanel("note"),
    ]


def _titles(rows: Any) -> str:
    return ", ".join(row.programme.title for row in rows.all())


class FinderViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Finder")
    menu_icon = "search"
    menu_order = 155
    items = (SynonymEntryViewSet, SearchDecisionViewSet)
