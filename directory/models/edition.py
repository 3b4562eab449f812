"""Which edition of the directory the public reads: one row for each connection that writes."""

from django.db import models


class PublicEdition(models.Model):
    """Changed by each transaction that changes what the public may read (`directory.edition`).

    A connection writes its own row alone, so that no two transactions wait for each other. Where
    ``mark`` is zero, it was about to write, or was killed while it did.
    """

    writer = models.BigIntegerField(primary_key=True)
    mark = models.BigIntegerField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.writer)
