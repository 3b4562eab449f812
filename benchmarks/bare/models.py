"""A Wagtail page without content."""

from wagtail.models import Page


class BarePage(Page):
    """Served by Wagtail's own view, with an empty template."""

    template = "bare/page.html"
