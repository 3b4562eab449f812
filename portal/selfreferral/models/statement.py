"""The dated text on the limits of confidentiality, held in the CMS and approved by a lawyer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfidentialityStatement(models.Model):
    """When staff may or must speak although nobody is told otherwise. The newest one counts."""

    language = models.CharField(
        _("language"), max_length=5, choices=[(code, code) for code in settings.CONTENT_LANGUAGES]
    )
    text = models.TextField(
        _("text"),
        help_text=_(
            "Plain sentences a frightened person understands: what stays between them and the "
            "programme, and when the law lets or obliges staff to speak."
        ),
    )
    on = models.DateField(_("in force since"))
    approved_by = models.CharField(
        _("approved by"),
        max_length=120,
        blank=True,
        help_text=_("The function of the lawyer who approved it, not a name. Empty: not approved."),
    )

    class Meta:
        ordering = ["-on", "language"]
        constraints = [
            models.UniqueConstraint(fields=["language", "on"], name="statement_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.on:%Y-%m-%d}"
