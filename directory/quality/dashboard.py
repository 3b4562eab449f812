"""The panel on the CMS's first page: how many entries wait for an editor, and for what."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from directory.models import EntryQuality, Finding
from directory.quality.access import pages_to_mend
from directory.quality.review_dates import notices
from directory.quality.weighing import count_findings


class QualitySummaryPanel(Component):
    """Shown to those who see the report. Each line leads to the report, filtered."""

    name = "quality"
    template_name = "directory/admin/quality/summary.html"
    order = 150

    def get_context_data(self, parent_context: Any = None) -> Any:
        user = parent_context["request"].user
        pages = pages_to_mend(user).values("pk")
        counts = count_findings(pages)
        report, dates = reverse("quality_report"), reverse("review_dates")
        lines = [
            (str(kind.label), counts[kind], f"{report}?finding={kind}")
            for kind in Finding.Kind
            if counts.get(kind)
        ]
        due = sum(notice.due for notice in notices(user))
        if due:
            lines.append((_("Help lines, legal texts and pages to check"), due, dates))
        return {
            "lines": lines,
            "entries": EntryQuality.objects.filter(page__live=True, page__in=pages).count(),
            "report": report,
        }
