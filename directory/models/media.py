"""Our own image and document models, so that they can carry what the record needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class DirectoryImage(AbstractImage):
    """An image with its maker and licence."""

    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made this image and under which licence it may be shown."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class DirectoryRendition(AbstractRendition):
    image = models.ForeignKey(DirectoryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="directory_rendition_once",
            )
        ]


class DirectoryDocument(AbstractDocument):
    """A file offered for download, with where it comes from."""

    source = models.CharField(
        _("source"),
        max_length=255,
        blank=True,
        help_text=_("Who published this document, and when."),
    )

    admin_form_fields = (*Document.admin_form_fields, "source")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
