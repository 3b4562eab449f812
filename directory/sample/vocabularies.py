"""Loading the vocabularies."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from directory.models import Term, Vocabulary
from directory.sample.reader import Table, read_file
from directory.sample.report import LoadReport


@transaction.atomic
def load_vocabularies(file: Path, report: LoadReport) -> None:
    """Add the terms that are not there; the order in the file is the order of the list."""
    whole = read_file(file)
    places: dict[str, int] = {}
    terms = Terms()
    for row in whole.tables("term"):
        vocabulary = row.choice("vocabulary", Vocabulary.values)
        code = row.need("code")
        places[vocabulary] = places.get(vocabulary, 0) + 10
        term = Term(
            vocabulary=vocabulary,
            code=code,
            labels=row.texts("label", needed=True),
            scope_notes=row.texts("scope"),
            broader=terms.one(row, "broader", vocabulary),
            sort_order=places[vocabulary],
        )
        row.finish()
        key = f"{vocabulary}/{code}"
        if report.is_new("terms", key, there=(vocabulary, code) in terms.by_code):
            try:
                term.full_clean(validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                raise row.refuse(error) from error
            term.save()
            terms.by_code[vocabulary, code] = term
            report.note("terms", key)
    whole.finish()


class Terms:
    """All terms at hand, for files that name many."""

    def __init__(self) -> None:
        self.by_code = {(term.vocabulary, term.code): term for term in Term.objects.all()}

    def find(self, row: Table, key: str, vocabulary: str) -> list[Term]:
        """The terms a table names under ``key``."""
        found = []
        for code in row.words(key):
            term = self.by_code.get((vocabulary, code))
            if term is None:
                raise row.error(key, f"the vocabulary {vocabulary} has no term “{code}”")
            found.append(term)
        return found

    def put(self, row: Table, key: str, instance: Model, field: str) -> None:
        """Put the terms a table names under ``key`` into a field, by the field's vocabulary."""
        vocabulary = instance._meta.get_field(field).vocabulary  # type: ignore[union-attr]
        setattr(instance, field, self.find(row, key, vocabulary))

    def one(self, row: Table, key: str, vocabulary: str) -> Term | None:
        code = row.text(key)
        term = self.by_code.get((vocabulary, code))
        if code and term is None:
            raise row.error(key, f"the vocabulary {vocabulary} has no term “{code}”")
        return term
