"""The texts of a programme: one row per language on the one page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from directory.languages import content_languages
from directory.plain_text import PlainTextMixin

#: The long texts under their headings, in the order in which the public reads them.
HEADINGS: dict[str, object] = {
    "target_population": _("Target population"),
    "delivery_organisation": _("Delivery organisation"),
    "mode_and_context": _("Mode and context of delivery"),
    "staff_expertise": _("Level and nature of staff expertise"),
    "intensity": _("Intensity and extent of engagement"),
    "description": _("Description of intervention"),
    "victim_safety": _("Safety and support of victims"),
    "mandate": _("Mandate"),
    "recognition": _("Recognition"),
}


class ProgrammeText(PlainTextMixin, models.Model):
    """Everything a programme says in one language, each text plain and with its own heading."""

    page = ParentalKey("directory.ProgrammePage", related_name="texts")
    language = models.CharField(
        _("language"), max_length=8, choices=content_languages, help_text=_("One row per language.")
    )
    title = models.CharField(
        _("title"),
        max_length=255,
        help_text=_("The name people know the programme by, without the name of its organisation."),
    )
    title_note = models.TextField(
        _("what the name means"),
        blank=True,
        help_text=_(
            "Where the name is an abbreviation or in another language: what it stands for."
        ),
    )
    summary = models.TextField(
        _("summary"),
        help_text=_(
            "Two or three sentences that a worried person understands at once: for whom, what "
            "happens there, where. It stands in the results of a search."
        ),
    )
    target_population = models.TextField(
        _("target population"),
        blank=True,
        help_text=_("Who is welcome, and who is not, in words. The filters are on the strands."),
    )
    delivery_organisation = models.TextField(
        _("delivery organisation"),
        blank=True,
        help_text=_("Who runs it, how they work together and on which agreement."),
    )
    mode_and_context = models.TextField(
        _("mode and context of delivery"),
        blank=True,
        help_text=_("Where and how people meet: in a consulting room, in prison, online …"),
    )
    staff_expertise = models.TextField(
        _("level and nature of staff expertise"),
        blank=True,
        help_text=_("Which professions and which further training; what volunteers do."),
    )
    intensity = models.TextField(
        _("intensity and extent of engagement"),
        blank=True,
        help_text=_("How often, how long, over how many months, and what is asked of the person."),
    )
    description = models.TextField(
        _("description of intervention"),
        blank=True,
        help_text=_("What is aimed at, what is done and by which methods, step by step."),
    )
    victim_safety = models.TextField(
        _("safety and support of victims"),
        blank=True,
        help_text=_(
            "How victims and children are kept safe while the programme runs, and how it works "
            "with victim support. Needed where a strand is about domestic violence."
        ),
    )
    mandate = models.TextField(
        _("mandate"),
        blank=True,
        help_text=_("The law, protocol or commission on which the programme works."),
    )
    recognition = models.TextField(
        _("recognition"), blank=True, help_text=_("By whom it is recognised, and as what.")
    )

    class Meta:
        verbose_name = _("text in one language")
        verbose_name_plural = _("texts, a row per language")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"], name="directory_programme_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"
