"""The panel on an entry's editing page: how complete it is, and what is missing where.

The models name their panels, so what reads the models is imported when a panel is shown.
"""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel


class QualityPanel(Panel):
    """Weighs the version that is being edited, a draft too."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "directory/admin/quality/panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> Any:
            from directory.models import Finding, LinkCheck
            from directory.quality.completeness import weigh
            from directory.quality.findings import Known, addresses_of, find
            from directory.quality.report import Look, lacks_with_addresses
            from directory.reading.memory import read_page

            data = read_page(self.instance)
            weighed = weigh(data)
            links = LinkCheck.objects.filter(url__in=addresses_of(data))
            broken = {check.url: check for check in links if check.is_broken}
            known = Known(today=timezone.localdate(), score=weighed.score, broken=broken)
            context = super().get_context_data(parent_context)
            context["score"] = weighed.score
            context["lacks"] = lacks_with_addresses(self.instance.pk, weighed.lacks)
            context["looks"] = [
                Look(Finding(kind=kind, about=about), broken.get(about))
                for kind, about in find(data, known)
            ]
            return context
