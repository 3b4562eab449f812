"""Editing what stands beside the tree: organisations, places, terms, help lines, legal texts."""

from django import forms
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from directory.editing.choosers import DirectoryChooserViewSet
from directory.editing.finding import ForgivingSearch
from directory.editing.term_form import TermForm
from directory.editing.term_views import MergeTermView, TermIndexView, TermUsesView, UsesColumn
from directory.models import EmergencyNumber, LegalText, Organisation, Place, Term

PHONE_PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("number"), FieldPanel("source_text")]),
    FieldPanel("labels"),
]


class ListView(ForgivingSearch, IndexView):
    """A list whose search forgives accents, capitals and full stops."""


class OrganisationViewSet(SnippetViewSet):
    index_view_class = ListView
    chooser_viewset_class = DirectoryChooserViewSet
    chooser_per_page = 20
    model = Organisation
    icon = "group"
    list_display = ["name", "kind", "key"]
    list_filter = ["kind"]
    search_fields = ["name", "former_names", "key"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("former_names"),
        FieldRowPanel([FieldPanel("kind", widget=forms.Select), FieldPanel("key")]),
        FieldPanel("descriptions"),
        FieldPanel("principles"),
        FieldPanel("partner_kinds"),
        InlinePanel("memberships", heading=_("Belongs to"), label=_("network")),
        FieldPanel("areas"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("website"), FieldPanel("email")])], heading=_("Contact")
        ),
        InlinePanel(
            "phones",
            heading=_("Telephone numbers"),
            label=_("telephone number"),
            panels=PHONE_PANELS,
        ),
        FieldPanel("opening_hours"),
        FieldPanel("source"),
    ]


class PlaceViewSet(SnippetViewSet):
    index_view_class = ListView
    chooser_viewset_class = DirectoryChooserViewSet
    chooser_per_page = 20
    model = Place
    icon = "site"
    list_display = [
        "__str__",
        "organisation",
        Column(
            "confidential",
            label=_("Address"),
            accessor=lambda place: _("Confidential") if place.confidential else "",
        ),
        "key",
    ]
    list_filter = ["confidential", "country"]
    search_fields = ["names", "key", "street", "town", "organisation__name"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("organisation"),
        FieldPanel("key"),
        FieldPanel("names"),
        FieldPanel("confidential"),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postal_code"), FieldPanel("town"), FieldPanel("country")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldPanel("opening_hours"),
        InlinePanel(
            "phones",
            heading=_("Telephone numbers"),
            label=_("telephone number"),
            panels=PHONE_PANELS,
        ),
    ]


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "tag"
    list_display = [
        "__str__",
        "vocabulary",
        "code",
        "broader",
        UsesColumn("used_by", label=_("Used by")),
    ]
    index_view_class = TermIndexView
    chooser_viewset_class = DirectoryChooserViewSet
    chooser_per_page = 20
    list_filter = ["vocabulary"]
    search_fields = ["code", "labels"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("vocabulary"), FieldPanel("code")]),
            FieldPanel("labels"),
            FieldPanel("scope_notes"),
            FieldPanel("broader"),
            FieldPanel("sort_order"),
        ],
        base_form_class=TermForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        merge = path("merge/<int:pk>/", MergeTermView.as_view(), name="merge")
        uses = path("uses/<int:pk>/", TermUsesView.as_view(), name="uses")
        return [*super().get_urlpatterns(), merge, uses]


class EmergencyNumberViewSet(SnippetViewSet):
    index_view_class = ListView
    model = EmergencyNumber
    icon = "warning"
    list_display = ["__str__", "need", "source_on", "confirmed_on"]
    list_filter = ["need"]
    search_fields = ["number", "names"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [
        FieldPanel("names"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("need"), FieldPanel("sort_order")]),
        FieldPanel("descriptions"),
        FieldPanel("hours"),
        FieldPanel("website"),
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("source_url"),
                FieldRowPanel([FieldPanel("source_on"), FieldPanel("confirmed_on")]),
                FieldPanel("review_months"),
            ],
            heading=_("Where the number comes from"),
        ),
    ]


class LegalTextViewSet(SnippetViewSet):
    model = LegalText
    icon = "lock"
    list_display = ["kind", "valid_from", "approved_on", "approved_by"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("valid_from")]),
        FieldPanel("texts"),
        FieldRowPanel([FieldPanel("approved_on"), FieldPanel("approved_by")]),
        FieldPanel("review_months"),
    ]


class DirectoryViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "list-ul"
    menu_order = 150
    items = (
        OrganisationViewSet,
        PlaceViewSet,
        TermViewSet,
        EmergencyNumberViewSet,
        LegalTextViewSet,
    )
