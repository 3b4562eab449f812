"""The public door's addresses. None of them names a programme."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
