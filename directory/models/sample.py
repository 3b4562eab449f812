"""What the sample loader has brought in once, so that it never brings it back."""

from django.db import models


class SampleEntry(models.Model):
    """One entry of the sample files that was loaded; deleted by an editor, it stays deleted."""

    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=128)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="directory_sample_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
