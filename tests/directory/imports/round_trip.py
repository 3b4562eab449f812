"""What a directory is exported as, and whether it comes back from that where nothing is."""

from functools import cache

from django.db import transaction

from directory.exchange.formats import FORMATS
from directory.models import ProgrammeImport, RegisterPage, Term
from directory.sample.loader import load_directory
from tests.directory.imports.conftest import apply, compare, plans, whole_export


class Aside(Exception):
    """Leaves a transaction and takes nothing along."""


def exports_of(fill) -> dict[str, bytes]:
    """What a directory is exported as; then the directory is gone again."""
    found = {}
    try:
        with transaction.atomic():
            fill()
            found = {form: whole_export(form) for form in FORMATS}
            assert found == {form: whole_export(form) for form in found}
            raise Aside
    except Aside:
        pass
    assert not Term.objects.exists()
    return found


def comes_back(exported: dict[str, bytes], form: str) -> ProgrammeImport:
    """Imported where nothing is but what the migrations make."""
    assert not RegisterPage.objects.exists()
    batch = compare(exported[form], form)
    assert set(plans(batch)) == {"new"}
    done = apply(batch)
    assert done.rows.filter(state="held").count() == 0
    for each, content in exported.items():
        assert whole_export(each) == content, each
    again = compare(exported[form], form)
    assert plans(again) == {}
    return done


@cache
def exports_of_the_sample() -> dict[str, bytes]:
    """Loaded once for all formats: loading takes longer than importing."""
    return exports_of(load_directory)
