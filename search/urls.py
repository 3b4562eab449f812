"""The finder's address, below the language prefix."""

from django.urls import path

from search.views import find

urlpatterns = [path("find/", find, name="find")]
