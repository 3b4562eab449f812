"""The top of the page tree: a home per language, the site, the register."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from directory.models import HomePage, RegisterPage
from directory.services import create_published_page

TITLES = {"en": "Turnstone", "nl": "Turnstone", "fr": "Turnstone"}


@transaction.atomic
def prepare_tree() -> dict[str, HomePage]:
    """A home page per language (unpublished until its texts are loaded), by language code.

    Wagtail's welcome page goes, if it is still what Wagtail made it.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    default = settings.LANGUAGE_CODE
    for code in codes:
        Locale.objects.get_or_create(language_code=code)
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    root = Page.get_first_root_node()
    for code in sorted(codes, key=lambda code: code != default):
        if code not in homes:
            home = HomePage(
                title=TITLES.get(code, "Turnstone"),
                slug=f"turnstone-{code}",
                locale=Locale.objects.get(language_code=code),
                live=False,
            )
            if default in homes:
                home.translation_key = homes[default].translation_key
            root.add_child(instance=home)
            homes[code] = home
    _prepare_site(homes[default])
    return homes


def _prepare_site(home: HomePage) -> None:
    address = urlsplit(settings.PUBLIC_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname=address.hostname or "localhost",
            port=port,
            site_name="Turnstone",
            root_page=home,
            is_default_site=True,
        )
    elif not isinstance(site.root_page.specific, HomePage):
        welcome = site.root_page
        site.hostname, site.port = address.hostname or "localhost", port
        site.site_name, site.root_page = "Turnstone", home
        site.save()
        if welcome.specific_class is Page and welcome.slug == "home" and not welcome.numchild:
            welcome.delete()
    Site.clear_site_root_paths_cache()


@transaction.atomic
def prepare_register(homes: dict[str, HomePage]) -> RegisterPage:
    """The register, under the home page of the site's own language."""
    register = RegisterPage.objects.first()
    if register is None:
        register = RegisterPage(title="Programmes", slug="programmes")
        home = HomePage.objects.get(pk=homes[settings.LANGUAGE_CODE].pk)
        create_published_page(acting_user=None, parent=home, page=register)
    return register
