"""What a provider does on the pages behind its link, and what the database then holds."""

from typing import Any

from django.test import Client
from wagtail.models import PageLogEntry

from directory.models import (
    Correction,
    EntryAnswer,
    ProgrammePage,
    ReminderLink,
    Strand,
)
from tests.visitor import field_value


def everything() -> dict[str, Any]:
    models = (ProgrammePage, Strand, EntryAnswer, Correction, ReminderLink, PageLogEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def seen(client: Client, token: str, entry: ProgrammePage, page: str = "entry") -> str:
    answer = client.get(f"/en/keep/{page}/", {"link": token, "entry": str(entry.uuid)})
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, page: str, token: str, entry: ProgrammePage, **data: Any) -> Any:
    fields = {"link": token, "entry": str(entry.uuid), **data}
    return client.post(f"/en/keep/{page}/", fields)


def confirm(client: Client, token: str, entry: ProgrammePage) -> Any:
    version = field_value(seen(client, token, entry), "version")
    return post(client, "confirm", token, entry, version=version)
