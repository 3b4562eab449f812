"""Searches that found nothing: counted under a keyed hash, their words kept from the fifth on."""

import uuid

from django.db import models

_DIGEST = 64  # hexadecimal digits of SHA-256


class SearchSighting(models.Model):
    """A search found nothing on a day: a keyed hash of its words, and nothing of who asked.

    The public process inserts it. Its key is made by whoever inserts it: no row is read back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=_DIGEST, db_index=True)
    seen_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class UnansweredSearch(models.Model):
    """The words of a search that found nothing five times within a month."""

    digest = models.CharField(max_length=_DIGEST, primary_key=True)
    text = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.digest[:8]
