"""The register's tree: the register, the pages of the keepers, and their programmes."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from directory.editing.copying import NoAliasCopyForm
from directory.editing.entry_permissions import EntryPermissions
from directory.editing.panels import keeper_panels, programme_edit_handler
from directory.editing.programme_form import ProgrammeForm
from directory.fields import MonthField, TermsField
from directory.languages import content_languages
from directory.models.identity import keep_identity
from directory.models.naming import found_by, with_plain_spelling
from directory.models.organisations import Organisation
from directory.models.public_page import LanguagePreviewMixin, public_language
from directory.models.review import own_review_months
from directory.models.terms import Vocabulary
from directory.plain_text import PlainTextMixin


class RegisterPage(Page):
    """Holds the keepers' pages. There is one, and it has no page of its own on the public site."""

    parent_page_types = ["directory.HomePage"]
    subpage_types = ["directory.KeeperPage"]
    max_count = 1
    has_no_address = True
    preview_modes: list[tuple[str, str]] = []
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("programme register")
        verbose_name_plural = _("programme registers")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class KeeperPage(PlainTextMixin, Page):
    """The page of an organisation that keeps entries: its programmes stand under it."""

    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="keeper_page",
        help_text=_("Its people keep the entries below this page true."),
    )

    content_panels = keeper_panels(Page.content_panels)
    search_fields = [*Page.search_fields, *found_by("names_to_find")]
    parent_page_types = ["directory.RegisterPage"]
    subpage_types = ["directory.ProgrammePage"]
    has_no_address = True
    preview_modes: list[tuple[str, str]] = []
    private_page_options: list[str] = []

    class Meta:
        verbose_name = _("keeper of entries")
        verbose_name_plural = _("keepers of entries")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None

    def names_to_find(self) -> str:
        """What people type in the CMS's search for this page."""
        known_as = [self.title, self.organisation.name, self.organisation.former_names]
        return with_plain_spelling(known_as)


class ProgrammePage(PlainTextMixin, LanguagePreviewMixin, Page):
    """A programme, under its keeper or under the programme it is part of.

    Its texts are rows per language on this one page; its public address is
    ``/{lang}/programmes/{slug}/`` in every language, so a slug is used once in the whole tree.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    original_language = models.CharField(
        _("original language"),
        max_length=8,
        choices=content_languages,
        default="en",
        help_text=_("The language the entry is kept in; the others are translations of it."),
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=Status,
        default=Status.OPEN,
        help_text=_("Paused: takes nobody for now. Closed: has ended; the entry says so."),
    )
    status_since = models.DateField(
        _("since"), null=True, blank=True, help_text=_("The day it was paused or closed.")
    )
    example = models.BooleanField(
        _("invented example"),
        default=False,
        help_text=_("The page then says that this programme does not exist."),
    )
    areas = TermsField(
        Vocabulary.AREA,
        verbose_name=_("area served"),
        help_text=_(
            "The widest areas that are served entirely: a region rather than all its towns."
        ),
    )
    methods = TermsField(
        Vocabulary.METHOD,
        verbose_name=_("methods"),
        help_text=_("Only methods the programme itself names."),
    )
    offers = TermsField(
        Vocabulary.OFFER,
        verbose_name=_("offers besides treatment"),
        help_text=_("For colleagues, relatives or other services."),
    )
    life_domains = TermsField(
        Vocabulary.LIFE_DOMAIN,
        verbose_name=_("life domains worked on"),
        help_text=_("The underlying problems that are part of the work."),
    )
    safety_measures = TermsField(
        Vocabulary.SAFETY_MEASURE,
        verbose_name=_("safety measures around it"),
        help_text=_("What protects others before and while the programme runs."),
    )
    correct_at = MonthField(
        _("information correct at"),
        null=True,
        blank=True,
        help_text=_("Any day of the month in which the source says the information was correct."),
    )
    correct_by = models.CharField(
        _("according to"),
        max_length=255,
        blank=True,
        help_text=_("The body that says so. No names of persons."),
    )
    checked_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody compared the entry with the programme itself."),
    )
    checked_by = models.CharField(
        _("checked by"), max_length=255, blank=True, help_text=_("A team or body, not a person.")
    )
    review_months = own_review_months()
    source = models.TextField(
        _("source"),
        blank=True,
        help_text=_(
            "Where the facts come from: a document, a site, a conversation; with its date. In the "
            "original language."
        ),
    )
    notes_on_source = models.TextField(
        _("notes on the source"),
        blank=True,
        help_text=_("For editors: what was mended, left out or doubtful, one note per line."),
    )

    #: A translation made from words that the original no longer says: a mapping of ``language``,
    #: ``field``, ``words`` (the translation) and ``original`` (what it was made from).
    translated_from = models.JSONField(
        _("what outdated translations were made from"), default=list, blank=True, editable=False
    )
    #: When a check or a capacity was last written down without publishing anything anew.
    renewed_at = models.DateTimeField(null=True, editable=False)

    base_form_class = ProgrammeForm
    copy_form_class = NoAliasCopyForm
    parent_page_types = ["directory.KeeperPage", "directory.ProgrammePage"]
    subpage_types = ["directory.ProgrammePage"]
    exclude_fields_in_copy = ["uuid", "renewed_at"]
    #: Its languages are rows of the one page, and everyone may read it: Wagtail's lines on the
    #: page's locale and privacy would say what is not so.
    side_panel_line = "directory/admin/nothing.html"
    edit_handler = programme_edit_handler()
    search_fields = [*Page.search_fields, *found_by("names_to_find")]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        permissions = [("review_entry", "Can accept what is proposed for an entry")]

    def permissions_for_user(self, user: Any) -> EntryPermissions:
        return EntryPermissions(user, self)

    def public_path(self) -> str:
        return f"/{public_language(self.original_language)}/programmes/{self.slug}/"

    def render(self, request: HttpRequest) -> HttpResponse:
        from directory.views import render_programme

        return render_programme(request, self)

    def names_to_find(self) -> str:
        """What people type in the CMS's search for this page: its title in every language."""
        return with_plain_spelling([self.title, *(text.title for text in self.texts.all())])

    def clean(self) -> None:
        """Refuse dates that have not come yet. The rows are checked in :meth:`full_clean`."""
        super().clean()
        today = timezone.localdate()
        late = _("This day has not come yet.")
        errors: dict[str, Any] = {
            name: late
            for name in ("correct_at", "checked_on", "status_since")
            if (day := getattr(self, name)) is not None and day > today
        }
        if errors:
            raise ValidationError(errors)

    def full_clean(self, exclude: Any = None, **kwargs: Any) -> None:
        """Validate the page and, when asked for all of it, its rows and the rules across them.

        A form names the fields it leaves out and checks the rows itself, before they are here.
        """
        super().full_clean(exclude=exclude, **kwargs)
        if exclude is None:
            from directory.rules import check_programme

            refusals = check_programme(self)
            if refusals:
                raise ValidationError([str(refusal) for refusal in refusals])

    def _set_core_field_defaults(self) -> None:
        """The page's own title is that of its text in the original language."""
        titles = {text.language: text.title for text in self.texts.all()}
        self.title = titles.get(self.original_language) or next(
            filter(None, titles.values()), self.title
        )
        super()._set_core_field_defaults()

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Any, page: Any = None) -> bool:
        taken = ProgrammePage.objects.filter(slug=slug)
        return not (taken.exclude(pk=page.pk) if page and page.pk else taken).exists()

    def _check_slug_is_unique(self) -> None:
        if not self._slug_is_available(self.slug, None, self):
            raise ValidationError(
                {
                    "slug": _(
                        "Another programme already has the address “%(slug)s”. "
                        "Choose one of its own."
                    )
                    % {"slug": self.slug}
                }
            )

    def serializable_data(self) -> dict[str, Any]:
        return {**super().serializable_data(), "content_of": str(self.uuid)}

    def with_content_json(self, content: dict[str, Any]) -> Any:
        return super().with_content_json(keep_identity(self, content))
