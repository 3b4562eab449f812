"""That somebody has something to read. What it is, nobody can tell from here."""

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One person to be told by mail that there is something for them; gone once it is sent."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateField()

    def __str__(self) -> str:
        return f"notice {self.pk}"
