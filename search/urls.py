"""The finder's address, below the language prefix."""

from django.urls import path

from search.export_views import export
from search.views import find

urlpatterns = [
    path("find/", find, name="find"),
    path("find/export.<str:form>", export, name="find_export"),
]
