"""Load the first synonyms. Each is known by its key: what an editor changed or deleted stays so."""

from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.models import Term
from directory.sample.report import LoadReport
from search.facets import concept_of
from search.models import SynonymEntry
from search.sample.reading import FILE, read_meanings
from search.thesaurus import Synonym

KIND = "synonyms"


@transaction.atomic
def load_synonyms(
    *, file: Path = FILE, progress: Callable[[str], object] | None = None
) -> LoadReport:
    """Add the entries that were never loaded. Terms that this directory does not have are left out.

    Raises `directory.sample.reader.SampleError`, which names the file and the key.
    """
    report = LoadReport(say=progress or (lambda line: None))
    terms = {concept_of(term.vocabulary, term.code): term for term in Term.objects.all()}
    for key, synonym, row in read_meanings(file):
        known = [terms[name] for name in synonym.concepts if name in terms]
        if (known or synonym.said) and report.is_new(KIND, key, there=False):
            entry = _entry(synonym)
            try:
                entry.full_clean()
            except ValidationError as error:
                raise row.refuse(error) from error
            entry.save()
            entry.terms.set(known)
            report.note(KIND, key)
    return report


def _entry(synonym: Synonym) -> SynonymEntry:
    return SynonymEntry(
        language=synonym.language,
        typed="\n".join(synonym.typed),
        said="\n".join(synonym.said),
        both_ways=synonym.both_ways,
    )
