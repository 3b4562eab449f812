"""The CMS's pages on terms: how many entries use each, and merging one into another."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import IndexView

from directory.editing.finding import ForgivingSearch
from directory.editing.merging import merge_terms
from directory.editing.uses import Entry, count_uses, entries_using
from directory.models import Organisation, ProgrammePage, Term

#: Entries of a page.
LISTED = 50


class UsesColumn(Column):
    """How many entries use a term, drafts and scheduled versions included: the way to them."""

    cell_template_name = "directory/admin/uses_cell.html"

    def get_value(self, instance: Any) -> Any:
        return instance.used_by


class TermIndexView(ForgivingSearch, IndexView):
    """The list of terms, each with its number of uses."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        counts = count_uses([term.pk for term in shown])
        for term in shown:
            term.used_by = counts.get(term.pk, 0)
        return context


def name_entries(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Each entry's name and the address at which it is edited."""
    organisations: Any = Organisation.snippet_viewset
    edit = {
        ProgrammePage.__name__: "wagtailadmin_pages:edit",
        Organisation.__name__: organisations.get_url_name("edit"),
    }
    return [(entry.name, reverse(edit[entry.kind], args=[entry.pk])) for entry in entries]


class TermUsesView(WagtailAdminTemplateMixin, TemplateView):
    """The entries that use a term, each with the way to it."""

    template_name = "directory/admin/term_uses.html"
    page_title = _("Where a term is used")
    header_icon = "tag"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("directory.change_term"):
            return permission_denied(request)
        self.term = get_object_or_404(Term, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.term.label()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        terms = {"url": _terms(), "label": Term._meta.verbose_name_plural}
        return [*super().get_breadcrumbs_items(), terms, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(entries_using(self.term), LISTED).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            term=self.term,
            page=page,
            entries=name_entries(page),
            number=page.paginator.count,
            narrower=list(self.term.narrower.all()),
            list_url=_terms(),
            **kwargs,
        )


class MergeForm(forms.Form):
    """Which term takes the place of the other."""

    into = forms.ModelChoiceField(
        Term.objects.none(),
        label=_("Merge into"),
        help_text=_("It takes over every use of the term above, in older versions too."),
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Term.objects.filter(vocabulary=term.vocabulary).exclude(pk=term.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class MergeTermView(WagtailAdminTemplateMixin, FormView[MergeForm]):
    """Says what uses a term, and lets it be merged into another of its vocabulary."""

    template_name = "directory/admin/merge_term.html"
    form_class = MergeForm
    page_title = _("Merge a term")
    header_icon = "tag"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("directory.delete_term"):
            return permission_denied(request)
        self.term = get_object_or_404(Term, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.term}

    def get_page_subtitle(self) -> str:
        return self.term.label()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        terms = {"url": _terms(), "label": Term._meta.verbose_name_plural}
        return [*super().get_breadcrumbs_items(), terms, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = entries_using(self.term)
        return super().get_context_data(
            term=self.term,
            entries=name_entries(entries[:LISTED]),
            number=len(entries),
            more=len(entries[LISTED:]),
            list_url=_terms(),
            **kwargs,
        )

    def form_valid(self, form: MergeForm) -> HttpResponse:
        into = form.cleaned_data["into"]
        name, code = self.term.label(), self.term.code
        try:
            versions = merge_terms(acting_user=self.request.user, term=self.term, into=into)
        except ValidationError as refusal:
            form.add_error("into", refusal)
            return self.form_invalid(form)
        messages.success(
            self.request,
            ngettext(
                "“%(name)s” (%(code)s) is now “%(into)s”; %(num)s draft or older version was "
                "changed with it.",
                "“%(name)s” (%(code)s) is now “%(into)s”; %(num)s drafts and older versions were "
                "changed with it.",
                versions,
            )
            % {"name": name, "code": code, "into": into, "num": versions},
        )
        return redirect(_terms())

    def form_invalid(self, form: MergeForm) -> HttpResponse:
        messages.error(self.request, gettext("The term was not merged: see what is said below."))
        return super().form_invalid(form)


def _terms() -> str:
    viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
    return reverse(viewset.get_url_name("list"))
