"""Every spreadsheet that the CMS writes is guarded like our own (:mod:`directory.exchange.cells`).

Wagtail's reports write what people typed as it is, and have no setting for it: the one method that
all of them pass each value through is wrapped here.
"""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from directory.exchange.cells import to_cell

_as_wagtail_does = SpreadsheetExportMixin.preprocess_field_value


def preprocess_guarded(view: Any, field: str, value: Any, export_format: str) -> Any:
    """What stands in the cell: words that no spreadsheet takes for a formula."""
    written = _as_wagtail_does(view, field, value, export_format)
    return to_cell(str(written)) if isinstance(written, str) else written


def guard_reports() -> None:
    SpreadsheetExportMixin.preprocess_field_value = preprocess_guarded
