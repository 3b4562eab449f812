"""The directory's public addresses, below the language prefix. `content` takes any: it is last."""

from django.urls import path

from directory import views
from directory.corrections import keep_views, public_views
from directory.feeds import ChangesFeed

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("programmes/<slug:slug>/suggest/", public_views.suggest, name="suggest"),
    path("accuracy/", public_views.accuracy, name="accuracy"),
    path("keep/", keep_views.keep, name="keep"),
    path("keep/entry/", keep_views.entry, name="keep_entry"),
    path("keep/confirm/", keep_views.confirm, name="keep_confirm"),
    path("keep/change/", keep_views.change, name="keep_change"),
    path("keep/places/", keep_views.places, name="keep_places"),
    path("keep/capacity/", keep_views.capacity, name="keep_capacity"),
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<slug:level>/", views.rated_programmes, name="rated"),
    path("emergency/", views.emergency, name="emergency"),
    path("changes.atom", ChangesFeed(), name="changes"),
    path("<path:path>/", views.content, name="content"),
]
