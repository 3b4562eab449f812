"""The CMS's addresses for corrections."""

from django.urls import path

from directory.corrections import admin_views as views

app_name = "directory_corrections"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:key>/", views.settle, name="settle"),
]
