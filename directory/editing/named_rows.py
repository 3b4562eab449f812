"""Rows of the editing page that are called by what they hold: "Nederlands", "Youth team"."""

from functools import partial
from typing import Any

from wagtail.admin.panels import InlinePanel
from wagtail.admin.telepath import register as register_telepath_adapter

from directory.editing.comparison import RowsComparison
from directory.editing.row_names import row_name


class NamedInlinePanel(InlinePanel):
    """Wagtail's, each row titled with its field ``named_by`` instead of a number.

    ``texts.label`` names a row by the field of the rows below it, one per language. A script
    (`named-rows.js`) follows what is typed.
    """

    def __init__(self, *args: Any, named_by: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named_by = named_by

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "named_by": self.named_by}

    @register_telepath_adapter
    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is None:
                return
            named_by = self.panel.named_by
            for child in [*self.children, self.empty_child]:
                child.named_by = named_by.rpartition(".")[2]
                child.row_name = row_name(child.instance, named_by)

        def get_comparison(self) -> list[Any]:
            """Wagtail's, by names and with what differs only."""
            [comparison] = super().get_comparison()
            field, fields = comparison.args
            label = comparison.keywords["label"]
            return [partial(RowsComparison, self.panel.named_by, field, fields, label=label)]
