"""Django application configuration of the finder."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The finder. It has no models: what it knows lies in the search index."""

    name = "search"
    label = "search"
    verbose_name = "Finder"

    def ready(self) -> None:
        from search import receivers

        receivers.connect()
