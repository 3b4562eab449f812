"""Changes of the directory that an index does not hold yet."""

import uuid

from django.db import models


class AwaitedChange(models.Model):
    """One engine's index is behind one transaction, until the worker has brought it up to date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engine = models.CharField(max_length=20)
    change = models.UUIDField()
    changed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.engine} {self.change}"
