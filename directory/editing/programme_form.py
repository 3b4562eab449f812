"""The form of a programme: Wagtail's, and the rules that reach across its rows."""

from dataclasses import replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from directory.editing.choices import without_what_may_not_be_chosen
from directory.editing.meanwhile import SHOWN, ShownField, shown_of, with_what_was_taken_in
from directory.editing.typed import Typed


class ProgrammeForm(WagtailAdminPageForm):
    """Refuses at its field what cannot be published; a draft may be incomplete."""

    days_shown = ShownField()

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        page, user = kwargs.get("instance"), kwargs.get("for_user")
        if data is not None and page is not None and user is not None:
            data = without_what_may_not_be_chosen(data, page, user)
        if data is not None and page is not None and page.pk:
            data = with_what_was_taken_in(data, page)
        super().__init__(data, files, *args, **kwargs)
        self.fields[SHOWN].initial = shown_of(self.instance)
        if "slug" in self.fields:
            # Left empty, it is made from the title, which stands in a row below.
            self.fields["slug"].required = False
        self._origins = self._translated_from() if self.is_bound and self.instance.pk else None

    def _translated_from(self) -> Any:
        from directory.translation.origins import origins

        return origins(self.instance)

    def save(self, commit: bool = True) -> Any:
        """Also note the translations that a changed original leaves behind."""
        if self._origins is None:
            return super().save(commit=commit)
        from directory.translation.origins import outdated

        page = super().save(commit=False)
        page.translated_from = outdated(page, self._origins)
        if commit:
            page.save()
            self.save_m2m()
        return page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # A preview asks for the title before the rows are put on the page.
        self.instance.title = self._title() or self.instance.title
        if "slug" in cleaned and not cleaned["slug"]:
            cleaned["slug"] = self._free_slug()
        self._refuse_to_overwrite()
        return cleaned

    def _refuse_to_overwrite(self) -> None:
        from directory.editing.overwriting import saved_meanwhile

        if saved_meanwhile(self.instance, self.data, self.for_user) is None:
            return
        self.add_error(
            None,
            _(
                "This entry was changed after you opened the form: by somebody else, in another "
                "window, or by a correction that was accepted. Nothing was saved yet, and what you "
                "typed stands below. Saving again puts your version in place of the other."
            ),
        )

    def _free_slug(self) -> str:
        wanted = slugify(self._title())[:200] or "programme"
        slug, number = wanted, 1
        while not self.instance._slug_is_available(slug, None, self.instance):
            number += 1
            slug = f"{wanted}-{number}"
        return slug

    def _title(self) -> str:
        titles = {
            row.cleaned_data.get("language"): row.cleaned_data.get("title") or ""
            for row in self.formsets["texts"].forms
            if row.is_valid() and not _is_taken_away(row)
        }
        original = self.cleaned_data.get("original_language")
        return titles.get(original) or next(filter(None, titles.values()), "")

    def is_valid(self) -> bool:
        """Also hold the rules across rows, unless this only saves a draft."""
        if not super().is_valid():
            if self.is_bound and not self.is_deferred_validation:
                self._say_the_rules_too()
            return False
        if self.is_deferred_validation:
            return self._is_named()
        from directory.rules import check_programme_rules

        page = self.save(commit=False)
        refusals = check_programme_rules(page)
        for refusal in refusals:
            self._place(refusal)
        return not refusals

    def _say_the_rules_too(self) -> None:
        """Everything that is to be mended is said at once, not the rules in a second round."""
        from directory.rules import check_typed_rules

        _ask_all_rows(self)
        for refusal in check_typed_rules(Typed(self)):
            row = refusal.row.form_instance if isinstance(refusal.row, Typed) else None
            self._place(replace(refusal, row=row))

    def _is_named(self) -> bool:
        """A draft may lack everything but its title."""
        if self._title():
            return True
        sentence = _("Give it a title: a draft is found again by it.")
        rows = [row for row in self.formsets["texts"].forms if not _is_taken_away(row)]
        if rows:
            rows[0].add_error("title", sentence)
        else:
            self.add_error(None, _("Add a text with a title: a draft is found again by it."))
        return False

    def _place(self, refusal: Any) -> None:
        """Say the sentence at its field, in the row it is about."""
        for formset in self.formsets.values():
            for row in formset.forms:
                if row.instance is refusal.row and refusal.field in row.fields:
                    if refusal.field in row.errors:
                        return
                    row.add_error(refusal.field, refusal.message)
                    return
        field = refusal.field if refusal.field in self.fields else None
        if field in self.errors or refusal.message in self.non_field_errors():
            return
        self.add_error(field, refusal.message)


def _is_taken_away(row: Any) -> bool:
    return bool(row.cleaned_data.get("DELETE")) if hasattr(row, "cleaned_data") else False


def _ask_all_rows(form: Any) -> None:
    """Have every row cleaned: the form stops asking at the first that is wrong."""
    for formset in form.formsets.values():
        formset.is_valid()
        for row in formset.forms:
            _ask_all_rows(row)
