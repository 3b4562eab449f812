"""The CMS's addresses for translating programmes."""

from django.urls import path

from directory.translation import listing, views

app_name = "directory_translation"

urlpatterns = [
    path("", listing.TranslationsView.as_view(), name="list"),
    path("results/", listing.TranslationsView.as_view(results_only=True), name="list_results"),
    path("<int:page_id>/<str:language>/", views.translate, name="translate"),
]
