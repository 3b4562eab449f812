"""Editors keep the statement on confidentiality in the CMS; nothing else of this room is there."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.selfreferral.models import ConfidentialityStatement


class ConfidentialityStatementViewSet(SnippetViewSet):
    model = ConfidentialityStatement
    icon = "lock"
    menu_label = _("Limits of confidentiality")
    menu_order = 800
    add_to_settings_menu = True
    list_display = ["language", "on", "approved_by"]
    list_filter = ["language"]
    copy_view_enabled = False


register_snippet(ConfidentialityStatementViewSet)
