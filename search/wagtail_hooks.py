"""What the finder adds to Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from search.editing.viewsets import FinderViewSetGroup

register_snippet(FinderViewSetGroup)
