"""Content pages: ordinary Wagtail pages, one per locale."""

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from directory.editing.panels import page_freshness
from directory.models.public_page import LocalePageMixin
from directory.models.review import own_review_months

FEATURES = ["bold", "italic", "link", "ol", "ul"]


class BodyBlocks(StreamBlock):
    heading = CharBlock(label=_("Heading"), icon="title")
    text = RichTextBlock(label=_("Text"), features=FEATURES)
    notice = RichTextBlock(label=_("Notice"), features=FEATURES, icon="warning")


class BodyPage(LocalePageMixin, Page):
    """What all content pages have: an introduction and a body."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("One or two sentences that say what the reader finds here."),
    )
    body = StreamField(BodyBlocks(), verbose_name=_("body"), blank=True)
    checked_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody read the whole page and found it still true."),
    )
    review_months = own_review_months()

    #: The function of `directory.views` that shows this kind of page.
    shown_by = "render_content"
    #: For wagtail-localize: a page has the same address in every language.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        *page_freshness(),
    ]

    def render(self, request: HttpRequest) -> HttpResponse:
        from directory import views

        shown: HttpResponse = getattr(views, self.shown_by)(request, self)
        return shown


class HomePage(BodyPage):
    """The front door in one language."""

    heading = models.CharField(
        _("heading"),
        max_length=120,
        blank=True,
        help_text=_("The first words a visitor reads, in a few words."),
    )
    door_self = models.TextField(
        _("“I worry about myself”"),
        blank=True,
        help_text=_("Two or three sentences to someone who has harmed, or fears they may harm."),
    )
    door_close = models.TextField(
        _("“I worry about someone close”"),
        blank=True,
        help_text=_("Two or three sentences to a relative, partner or friend."),
    )
    door_professional = models.TextField(
        _("“I am a professional”"),
        blank=True,
        help_text=_("Two or three sentences to someone who refers people."),
    )

    shown_by = "render_home"
    #: Neither translated nor shared: no address shows it, and beside each other no two are alike.
    override_translatable_fields = [BaseTranslatableField("slug")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("intro"),
        FieldPanel("door_self"),
        FieldPanel("door_close"),
        FieldPanel("door_professional"),
        FieldPanel("body"),
        *page_freshness(),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "directory.RegisterPage",
        "directory.ContentPage",
        "directory.RatingsPage",
        "directory.EmergencyPage",
    ]
    max_count = len(settings.LANGUAGES)

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ContentPage(BodyPage):
    """Guidance, privacy and the like."""

    parent_page_types = ["directory.HomePage", "directory.ContentPage"]
    subpage_types = ["directory.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")


class RatingsPage(BodyPage):
    """What each evidence rating means. Every rating shown anywhere links to its meaning here."""

    effective = models.TextField(
        _("Effective"), help_text=_("What the rating says, and what it does not.")
    )
    promising = models.TextField(_("Promising"))
    prudent = models.TextField(_("Prudent"))
    pioneering = models.TextField(_("Pioneering"))
    not_rated = models.TextField(_("Not rated"))
    adopted = models.TextField(
        _("Adopted ratings"), help_text=_("What it means that a rating was given by someone else.")
    )

    shown_by = "render_ratings"
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("effective"),
        FieldPanel("promising"),
        FieldPanel("prudent"),
        FieldPanel("pioneering"),
        FieldPanel("not_rated"),
        FieldPanel("adopted"),
        FieldPanel("body"),
        *page_freshness(),
    ]
    parent_page_types = ["directory.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page on ratings")
        verbose_name_plural = _("pages on ratings")


class EmergencyPage(BodyPage):
    """Help lines. The numbers themselves are kept once for all languages."""

    shown_by = "render_emergency"
    parent_page_types = ["directory.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page of help lines")
        verbose_name_plural = _("pages of help lines")
