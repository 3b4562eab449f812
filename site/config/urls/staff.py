"""The staff zone: sign-in, portal and CMS. Every password-only door leads to the one sign-in."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import exit_page
from config.urls import shared

SIGN_IN = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    *shared.urlpatterns,
    path("", RedirectView.as_view(url="/portal/"), name="staff_home"),
    path("exit/", exit_page.leave, name="exit"),
    path("language/", set_language, name="set_language"),
    path("admin/login/", SIGN_IN, name="back_door"),
    path("_util/login/", SIGN_IN, name="back_door"),
    path("django-admin/login/", SIGN_IN, name="back_door"),
    path("accounts/", include("portal.accounts.urls")),
    path("portal/", include("portal.referrals.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
]
handler400 = shared.HANDLERS["handler400"]
handler403 = shared.HANDLERS["handler403"]
handler404 = shared.HANDLERS["handler404"]
handler500 = shared.HANDLERS["handler500"]
handler429 = "portal.accounts.views.too_many_tries"  # allauth asks for it
