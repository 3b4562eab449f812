"""The directory's public addresses, below the language prefix. `content` takes any: it is last."""

from django.urls import path

from directory import views
from directory.feeds import ChangesFeed

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<slug:level>/", views.rated_programmes, name="rated"),
    path("emergency/", views.emergency, name="emergency"),
    path("changes.atom", ChangesFeed(), name="changes"),
    path("<path:path>/", views.content, name="content"),
]
