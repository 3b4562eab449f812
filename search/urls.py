"""The finder's addresses, below the language prefix. None of them says what was looked for."""

from django.urls import path

from search.choose_views import choose
from search.export_views import export
from search.shortlist_views import compare, shortlist
from search.views import find, find_map

urlpatterns = [
    path("find/", find, name="find"),
    path("find/map/", find_map, name="find_map"),
    path("find/export.<str:form>", export, name="find_export"),
    path("choose/", choose, name="choose"),
    path("list/", shortlist, name="shortlist"),
    path("compare/", compare, name="compare"),
]
