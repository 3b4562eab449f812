"""Loading help lines and legal texts."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from directory.models import EmergencyNumber, LegalText
from directory.sample.reader import read_file
from directory.sample.report import LoadReport


@transaction.atomic
def load_help_lines(file: Path, report: LoadReport) -> None:
    whole = read_file(file)
    for place, row in enumerate(whole.tables("help_line")):
        line = EmergencyNumber(
            names=row.texts("name", needed=True),
            number=row.need("number"),
            need=row.choice("need", EmergencyNumber.Need.values),
            descriptions=row.texts("description"),
            hours=row.texts("hours"),
            website=row.text("website"),
            source=row.need("source"),
            source_url=row.text("source_url"),
            source_on=row.need_date("source_on"),
            confirmed_on=row.date("confirmed_on"),
            sort_order=(place + 1) * 10,
        )
        row.finish()
        there = EmergencyNumber.objects.filter(number=line.number).exists()
        if report.is_new("help lines", line.number, there=there):
            try:
                line.full_clean()
            except ValidationError as error:
                raise row.refuse(error) from error
            line.save()
            report.note("help lines", line.number)
    whole.finish()


@transaction.atomic
def load_legal_texts(file: Path, report: LoadReport) -> None:
    whole = read_file(file)
    for row in whole.tables("legal_text"):
        text = LegalText(
            kind=row.choice("kind", LegalText.Kind.values),
            texts=row.texts("text", needed=True),
            valid_from=row.need_date("valid_from"),
            approved_on=row.date("approved_on"),
            approved_by=row.text("approved_by"),
        )
        row.finish()
        key = f"{text.kind}/{text.valid_from}"
        there = LegalText.objects.filter(kind=text.kind, valid_from=text.valid_from).exists()
        if report.is_new("legal texts", key, there=there):
            try:
                text.full_clean()
            except ValidationError as error:
                raise row.refuse(error) from error
            text.save()
            report.note("legal texts", key)
    whole.finish()
