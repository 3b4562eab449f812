"""The CMS's addresses for import and export."""

from django.urls import path

from directory.imports import views

app_name = "directory_exchange"

urlpatterns = [
    path("", views.index, name="index"),
    path("export.<str:form>", views.export, name="export"),
    path("<uuid:key>/", views.show, name="show"),
    path("<uuid:key>/progress/", views.progress, name="progress"),
    path("<uuid:key>/wrong.csv", views.wrong_rows, name="wrong"),
    path("<uuid:key>/terms/", views.terms, name="terms"),
    path("<uuid:key>/aside/", views.aside, name="aside"),
    path("<uuid:key>/again/", views.again, name="again"),
    path("<uuid:key>/accept/", views.accept, name="accept"),
    path("<uuid:key>/drop/", views.drop, name="drop"),
    path("<uuid:key>/undo/", views.undo, name="undo"),
]
