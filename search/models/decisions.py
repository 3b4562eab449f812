"""What editors decide about the answer to a search: programmes put first, and left out."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from directory.plain_text import PlainTextMixin
from search.words import wording_key


class SearchDecision(PlainTextMixin, ClusterableModel):
    """Searches, and the programmes that come first or do not come in the answer to them."""

    searches = models.TextField(
        _("searches"),
        help_text=_(
            "The searches this holds for, one on each line, as people type them. Capitals, "
            "accents, punctuation and small words (“the”, “voor”) do not matter; all other words "
            "must be the same and nothing more."
        ),
    )
    note = models.CharField(
        _("note for editors"),
        max_length=200,
        blank=True,
        help_text=_("Why this was decided. Only editors read it."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("answer to a search")
        verbose_name_plural = _("answers to searches")
        ordering = ["pk"]

    def __str__(self) -> str:
        return next(iter(self.searches.splitlines()), "")

    def asked(self) -> tuple[str, ...]:
        """What the searches come down to, however they are written."""
        keys = (wording_key(line) for line in self.searches.splitlines() if line.strip())
        return tuple(key for key in keys if key)

    def clean(self) -> None:
        super().clean()
        for line in self.searches.splitlines():
            if line.strip() and not wording_key(line):
                raise ValidationError(
                    {"searches": _("“%(line)s” holds no word to search for.") % {"line": line}}
                )


class _Decided(Orderable):
    """A programme in a decision."""

    programme = models.ForeignKey(
        "directory.ProgrammePage", verbose_name=_("programme"), on_delete=models.CASCADE
    )

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.programme.title


class PinnedProgramme(_Decided):
    """One that comes first, also where the text does not find it."""

    decision = ParentalKey(SearchDecision, on_delete=models.CASCADE, related_name="pinned")


class ExcludedProgramme(_Decided):
    """One that the search does not find."""

    decision = ParentalKey(SearchDecision, on_delete=models.CASCADE, related_name="excluded")
