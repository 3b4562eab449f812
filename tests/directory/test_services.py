"""What writing a published page costs, and that its first version says all of it."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import ProgrammePage
from directory.services import create_published_page
from tests.directory.builders import build_programme, make_keeper, make_strand

pytestmark = pytest.mark.django_db


def test_a_new_page_is_read_again_kind_by_kind_for_its_first_version() -> None:
    keeper = make_keeper()
    built = build_programme(strands=[make_strand(label) for label in ("A", "B", "C")])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = create_published_page(acting_user=None, parent=keeper, page=built)
    strands = 3
    looks = [q["sql"] for q in asked if q["sql"].startswith("SELECT")]
    looks = [sql for sql in looks if 'JOIN "directory_strand_populations"' in sql]
    assert len(looks) <= strands + 1
    page = ProgrammePage.objects.get(pk=made.pk)
    own = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    kept = page.latest_revision.content
    assert {name: kept[name] for name in ("texts", "strands", "conditions", "areas")} == {
        name: own[name] for name in ("texts", "strands", "conditions", "areas")
    }
    assert page.live_revision_id == page.latest_revision_id
    made.strands = [*made.strands.all()][:2]
    made.save()
    assert page.strands.count() == 2
