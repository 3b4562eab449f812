"""Django application configuration of the finder."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The finder. What it knows lies in the search index; its models hold what editors decide."""

    name = "search"
    label = "search"
    verbose_name = "Finder"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import receivers

        receivers.connect()
