"""The CMS's addresses for approving entries."""

from django.urls import path

from directory.approving import views

app_name = "directory_approvals"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:page_id>/", views.show, name="show"),
]
