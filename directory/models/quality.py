"""What is known of how well each published entry is kept. Worked out, never entered by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.programmes import ProgrammePage

#: Failures, on as many days, after which a link counts as broken: servers have bad days too.
BROKEN_AFTER = 2


class LinkCheck(models.Model):
    """A web address that the directory shows or rests on, and how it answered last."""

    class Outcome(models.TextChoices):
        NOT_YET = "", _("not looked at yet")
        FINE = "fine", _("answers")
        GONE = "gone", _("the page is gone")
        TROUBLE = "trouble", _("the server answers with an error")
        UNREACHABLE = "unreachable", _("the server cannot be reached")
        NO_NAME = "no-name", _("no server has this name")
        CERTIFICATE = "certificate", _("its certificate is not valid")
        TOO_SLOW = "too-slow", _("the server does not answer in time")
        GARBLED = "garbled", _("the answer cannot be read")
        LOOP = "loop", _("it leads on without end")
        NOT_PUBLIC = "not-public", _("it leads to a machine that is not public")
        NO_ADDRESS = "no-address", _("it is no web address that visitors can follow")

    url = models.CharField(_("web address"), max_length=500, unique=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default=Outcome.NOT_YET)
    #: The code of the last HTTP answer, where there was one.
    status = models.PositiveSmallIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    #: Days in a row, of those on which it was looked at, on which it failed.
    failures = models.PositiveSmallIntegerField(default=0)
    failed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        indexes = [models.Index(fields=["checked_at"], name="directory_link_checked")]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.failures >= BROKEN_AFTER


class EntryQuality(models.Model):
    """One published programme, weighed: its score, what it lacks, and its findings."""

    page = models.OneToOneField(ProgrammePage, on_delete=models.CASCADE, related_name="quality")
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    #: ``[key, lacking, of]`` of each aspect that is not whole (`directory.quality.completeness`).
    missing = models.JSONField(default=list)
    #: The languages in which some of its texts are there and others are not: ",fr,nl,".
    partly_translated = models.CharField(max_length=200, blank=True)
    links = models.ManyToManyField(LinkCheck, related_name="entries")
    #: When it was weighed; empty where something changed since that no publishing tells of.
    weighed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("quality of an entry")
        verbose_name_plural = _("quality of entries")
        indexes = [
            models.Index(fields=["score", "page"], name="directory_quality_score"),
            models.Index(fields=["weighed_at"], name="directory_quality_weighed"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.score}"


class Finding(models.Model):
    """Something about a published entry that an editor should look at."""

    class Kind(models.TextChoices):
        STALE = "stale", _("To be checked again")
        CAPACITY = "capacity", _("Capacity not known lately")
        INCOMPLETE = "incomplete", _("Incomplete")
        LINK = "link", _("Broken link")
        NUMBER = "number", _("Invalid number")
        STRAND = "strand", _("Without strand")
        TRANSLATION = "translation", _("Never translated")

    entry = models.ForeignKey(EntryQuality, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind)
    #: The address, number or strand it is about; empty where it is about the whole entry.
    about = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "entry"], name="directory_finding_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"
