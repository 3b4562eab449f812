"""The application that holds the bare Wagtail page. Only the benchmark installs it."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "benchmarks.bare"
    label = "bare"
