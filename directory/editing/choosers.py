"""The choosers of organisations, places and terms: windows with a search that forgives."""

from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser

from directory.editing.choices import choices_for
from directory.editing.finding import matching
from directory.models import Organisation, Place, Term, Vocabulary


def choosable(model: type[Any], user: Any) -> QuerySet[Any]:
    """The rows of `model` that `user` may choose."""
    rows = model._default_manager.all()
    return choices_for(user, rows.select_related("organisation") if model is Place else rows)


class SearchForm(BaseFilterForm):
    """One box above the list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("A part of the name is enough")}),
    )

    def filter(self, objects: Any) -> Any:
        typed = self.cleaned_data.get("q")
        if typed:
            self.is_searching, self.search_query = True, typed
            fields = objects.model.snippet_viewset.search_fields
            objects = matching(objects, fields, typed)
        return objects


class TermSearchForm(SearchForm):
    """Terms are looked for within one vocabulary, as a rule."""

    vocabulary = forms.ChoiceField(
        label=_("Vocabulary"),
        required=False,
        choices=[("", _("All vocabularies")), *Vocabulary.choices],
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: Any) -> Any:
        vocabulary = self.cleaned_data.get("vocabulary")
        if vocabulary:
            objects = objects.filter(vocabulary=vocabulary)
        return super().filter(objects)


class _Narrowed:
    """A list of what this person may choose, with our search above it."""

    def get_object_list(self) -> QuerySet[Any]:
        return choosable(self.model_class, self.request.user)  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[Column]:
        beside = BESIDE.get(self.model_class, [])  # type: ignore[attr-defined]
        own = [Column(name, label=label, accessor=name) for name, label in beside]
        return [*super().columns, *own]  # type: ignore[misc]

    def get_filter_form_class(self) -> type[SearchForm]:
        return TermSearchForm if self.model_class is Term else SearchForm  # type: ignore[attr-defined]


#: What stands beside the name in a chooser, by model: two of the same name can be told apart.
BESIDE: dict[type[Any], list[tuple[str, Any]]] = {
    Organisation: [("kind", _("Kind"))],
    Place: [("organisation", _("Organisation"))],
    Term: [("get_vocabulary_display", _("Vocabulary")), ("broader", _("Broader term"))],
}


class ChooseView(_Narrowed, chooser.ChooseView):
    pass


class ChooseResultsView(_Narrowed, chooser.ChooseResultsView):
    pass


class ChosenView(chooser.SnippetChosenView):
    def get_object(self, pk: Any) -> Any:
        try:
            return choosable(self.model_class, self.request.user).get(pk=pk)
        except ValueError as error:
            raise ObjectDoesNotExist from error


class ChosenMultipleView(chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        numbers = [pk for pk in pks if pk.isdecimal()]
        return choosable(self.model_class, self.request.user).filter(pk__in=numbers)


class DirectoryChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
