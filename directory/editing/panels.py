"""The panels of the editing pages, in the order in which the public reads the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel as Comments
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from directory.editing.named_rows import NamedInlinePanel
from directory.quality.panel import QualityPanel
from directory.translation.panel import TranslationsPanel

PLAIN_TEXT = _(
    "Texts are plain: leave an empty line between paragraphs, and start lines with “- ” to make "
    "a list. What the source does not say stays empty; the page then says “not stated”."
)

ADDRESS = _(
    "The last part of the entry's address: /en/programmes/…/, the same in every language. Left "
    "empty, it is made from the title."
)


def page_freshness() -> list[Any]:
    """Of a content page: when somebody read it through, and when it is to be read again."""
    fields = FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_months")])
    return [MultiFieldPanel([fields], heading=_("How fresh the page is"))]


def keeper_panels(content_panels: list[Any]) -> list[Any]:
    reminders = NamedInlinePanel(
        "reminder_addresses",
        heading=_("Reminders"),
        label=_("reminder address"),
        named_by="email",
        panels=[FieldPanel("email"), FieldPanel("language")],
        max_num=1,
    )
    return [*content_panels, FieldPanel("organisation"), reminders]


def text_panels() -> list[Any]:
    return [
        FieldPanel("language"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("title_note"),
        FieldPanel("target_population"),
        FieldPanel("delivery_organisation"),
        FieldPanel("mode_and_context"),
        FieldPanel("staff_expertise"),
        FieldPanel("intensity"),
        FieldPanel("description"),
        FieldPanel("victim_safety"),
        FieldPanel("mandate"),
        FieldPanel("recognition"),
    ]


def strand_panels() -> list[Any]:
    return [
        FieldPanel("uuid", widget=forms.HiddenInput(), classname="w-hidden"),
        NamedInlinePanel(
            "texts",
            heading=_("Label"),
            label=_("label in one language"),
            min_num=1,
            named_by="language",
        ),
        MultiFieldPanel(
            [
                FieldPanel("populations", required_on_save=False),
                FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_to"), FieldPanel("gender")]),
                FieldPanel("harms"),
                FieldPanel("prevention_levels"),
            ],
            heading=_("Who"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("modes"),
                FieldPanel("modes_not_stated"),
                FieldPanel("settings"),
                FieldPanel("languages"),
                FieldPanel("disciplines"),
                FieldRowPanel([FieldPanel("volunteers_from"), FieldPanel("volunteers_to")]),
                FieldPanel("costs"),
            ],
            heading=_("How"),
        ),
        MultiFieldPanel([FieldPanel("basis"), FieldPanel("referrers")], heading=_("Ways in")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("capacity"), FieldPanel("waiting_weeks"), FieldPanel("capacity_on")]
                )
            ],
            heading=_("Capacity"),
        ),
        NamedInlinePanel(
            "told_rows",
            heading=_("Who is told what"),
            label=_("legal context"),
            named_by="context",
            panels=[
                FieldPanel("context", widget=forms.Select),
                FieldPanel("told", required_on_save=False),
                FieldPanel("notes"),
            ],
        ),
    ]


def rating_panels() -> list[Any]:
    return [
        FieldPanel("level"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("adopted"), FieldPanel("rater")]),
                FieldRowPanel([FieldPanel("rated_on"), FieldPanel("reasons_published")]),
            ],
            heading=_("Whose rating it is, and of when"),
        ),
        FieldPanel("reasons"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("valid_until"), FieldPanel("change_reasons")],
            heading=_("When it no longer holds"),
        ),
    ]


def programme_edit_handler() -> TabbedInterface:
    """Three tabs: what the public reads, how true it is, and the entry's address and schedule."""
    public = [
        HelpPanel(content=PLAIN_TEXT),
        TranslationsPanel(),
        FieldPanel("original_language"),
        NamedInlinePanel(
            "texts",
            heading=_("Texts"),
            label=_("text in one language"),
            panels=text_panels(),
            min_num=1,
            named_by="language",
        ),
        FieldRowPanel([FieldPanel("status"), FieldPanel("status_since"), FieldPanel("example")]),
        NamedInlinePanel(
            "strands",
            heading=_("Strands"),
            label=_("strand"),
            panels=strand_panels(),
            min_num=1,
            named_by="texts.label",
        ),
        NamedInlinePanel(
            "conditions",
            heading=_("Conditions for taking part"),
            label=_("condition"),
            named_by="texts",
        ),
        MultiFieldPanel(
            [
                FieldPanel("methods"),
                FieldPanel("offers"),
                FieldPanel("life_domains"),
                FieldPanel("safety_measures"),
            ],
            heading=_("What is done"),
        ),
        NamedInlinePanel(
            "organisation_rows",
            heading=_("Organisations and memberships"),
            label=_("organisation and its part"),
            named_by="organisation",
        ),
        NamedInlinePanel(
            "ratings",
            heading=_("Evidence"),
            label=_("rating"),
            panels=rating_panels(),
            named_by="level",
        ),
        NamedInlinePanel(
            "contact_points", heading=_("Contact"), label=_("contact point"), named_by="value"
        ),
        NamedInlinePanel("place_rows", heading=_("Places"), label=_("place"), named_by="place"),
        FieldPanel("areas"),
    ]
    truth = [
        QualityPanel(heading=_("How complete the entry is")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("correct_at"), FieldPanel("correct_by")]),
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by")]),
                FieldPanel("review_months"),
            ],
            heading=_("How fresh the entry is"),
        ),
        FieldPanel("source"),
        FieldPanel("notes_on_source"),
    ]
    address = [FieldPanel("slug", help_text=ADDRESS), PublishingPanel(), Comments()]
    return TabbedInterface(
        [
            ObjectList(public, heading=_("What the public reads")),
            ObjectList(truth, heading=_("Source and freshness")),
            ObjectList(address, heading=_("Address and schedule")),
        ]
    )
