"""What our page types share: where the public reads them, and how editors preview them."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from directory.languages import public_languages


def public_language(fallback: str) -> str:
    """The language in use if the public site speaks it, else ``fallback``, else the site's own."""
    speaks = dict(settings.LANGUAGES)
    for code in (get_language() or "", fallback):
        if code in speaks:
            return code
    return settings.LANGUAGE_CODE


class PublicPageMixin:
    """A page with an address on the public site, served by our own views.

    Wagtail's `wagtail_serve` is in no URLconf here; the addresses below are those of
    `directory/urls.py`.
    """

    #: Everything published is for everybody: what must not be read is unpublished.
    private_page_options: list[str] = []

    if TYPE_CHECKING:  # each page type says these two for itself

        def public_path(self) -> str | None:
            """The path on the public site, with its language; None if it has none."""

        def render(self, request: HttpRequest) -> HttpResponse:
            """The page as the public sees it, in the active language."""

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        sites = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        path = self.public_path() if sites else None
        return (sites[0].site_id, settings.PUBLIC_URL, path) if path else None

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """The path; from the staff zone, which has another host, the full address.

        On the public site nothing leads to what is not published, so there it is None.
        """
        parts = self.get_url_parts(request)
        if parts is None or (settings.ROLE == "public" and not self.live):  # type: ignore[attr-defined]
            return None
        _site, root, path = parts
        return f"{root}{path}" if settings.ROLE == "staff" else path

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(request)


class LocalePageMixin(PublicPageMixin):
    """A content page: one page per locale, at its place in its locale's tree."""

    locale: Any
    url_path: str

    @property
    def path_in_locale(self) -> str:
        """The path below the home page: empty for the home page itself, else ending in a slash."""
        return self.url_path.split("/", 2)[2]

    def public_path(self) -> str:
        return f"/{self.locale.language_code}/{self.path_in_locale}"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        with override(self.locale.language_code):
            return self.render(request)


class LanguagePreviewMixin(PublicPageMixin):
    """One page for all languages, previewed in each."""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return public_languages()

    @property
    def default_preview_mode(self) -> str:
        return public_language(self.original_language)  # type: ignore[attr-defined]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        language = mode_name if mode_name in dict(self.preview_modes) else self.default_preview_mode
        with override(language):
            return self.render(request)
