"""A keeper's pages stay quick however much it keeps."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import KeeperPage, ProgrammePage
from tests.directory.builders import make_programme, make_strand

pytestmark = pytest.mark.django_db


def test_more_entries_and_strands_take_no_more_queries(
    public_client: Client, token: str, entry: ProgrammePage, keeper: KeeperPage
) -> None:
    make_programme("fresh", parent=keeper, checked_on=timezone.localdate())

    def count(page: str, shown: ProgrammePage) -> int:
        asked = {"link": token, "entry": str(shown.uuid)}
        public_client.get(f"/en/keep/{page}/", asked)
        with CaptureQueriesContext(connection) as queries:
            public_client.get(f"/en/keep/{page}/", asked)
        return len(queries)

    def count_lists() -> list[int]:
        lists = ("/en/keep/", "/en/keep/places/")
        found = []
        for path in lists:
            with CaptureQueriesContext(connection) as queries:
                public_client.get(path, {"link": token})
            found.append(len(queries))
        return found

    one, lists = [count(page, entry) for page in ("entry", "change")], count_lists()
    many = make_programme("many", parent=keeper, strands=[make_strand(f"S{n}") for n in range(4)])
    assert max(count(page, many) for page in ("entry", "change")) <= max(one)
    assert count_lists() == lists
    html = public_client.get("/en/keep/", {"link": token}).content.decode()
    assert html.index("Harbour") < html.index("Many") < html.index("Fresh")
