"""The CMS's pages for translators."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from directory.editing.admin_pages import crumbs
from directory.editing.versions import version_of
from directory.languages import ENDONYMS, language_name
from directory.models import ProgrammePage
from directory.translation.forms import TranslationForm
from directory.translation.services import (
    ChangedMeanwhile,
    Locked,
    save_translation,
)
from directory.translation.state import TranslationState
from directory.translation.words import describe, target_languages


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """Original and translation side by side; saving makes a draft of the entry."""
    page = _page_of(request.user, page_id)
    draft = page.get_latest_revision_as_object()
    if language not in target_languages(draft):
        raise Http404
    if request.method != "POST":
        return _show(
            request, page, draft, TranslationForm(draft, language, version=version_of(page))
        )
    form = TranslationForm(draft, language, data=request.POST, version=version_of(page))
    meanwhile = request.POST.get("version") != version_of(page)
    if form.is_valid() and not meanwhile:
        words, confirmed = form.words(), form.confirmed()
        if not words and not confirmed:
            messages.warning(request, _("Nothing was changed, so nothing was saved."))
            return redirect(request.path)
        try:
            save_translation(
                acting_user=request.user,
                page=page,
                language=language,
                words=words,
                confirmed=confirmed,
                version=request.POST["version"],
            )
        except ChangedMeanwhile:
            meanwhile = True
        except Locked as lock:
            messages.error(request, f"{lock} " + _("What you typed is still below."))
            return _show(request, page, draft, form)
        else:
            _say_saved(request, page, language)
            return redirect(request.path)
    if meanwhile:
        page = _page_of(request.user, page_id)
        draft = page.get_latest_revision_as_object()
        form = TranslationForm(
            draft, language, data=request.POST, version=version_of(page), meanwhile=True
        )
        messages.error(
            request,
            _(
                "Somebody saved this entry while you were translating. Nothing of yours is lost: "
                "it stands below, beside the original as it is now. Look it through and save again."
            ),
        )
    else:
        messages.error(request, _("It was not saved: see what is said in red below."))
    return _show(request, page, draft, form)


def _page_of(user: Any, page_id: int) -> ProgrammePage:
    page = get_object_or_404(ProgrammePage.objects.select_related("latest_revision"), pk=page_id)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page


def _say_saved(request: HttpRequest, page: ProgrammePage, language: str) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    messages.success(
        request,
        _("Saved as a draft of the entry. Visitors see it once the entry is published.")
        if page.live
        else _("Saved as a draft of the entry."),
        buttons=[messages.button(edit, _("To the entry"))],
    )


def _show(
    request: HttpRequest, page: ProgrammePage, draft: ProgrammePage, form: TranslationForm
) -> HttpResponse:
    language = form.language
    lock = page.get_lock()
    locked = lock is not None and lock.for_user(request.user)
    title = _("Translate into %(language)s") % {"language": language_name(language)}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return render(
        request,
        "directory/admin/translation/translate.html",
        {
            "form": form,
            "page": page,
            "languages": [_line(page, state, language) for state in form.others.values()],
            "original_name": ENDONYMS.get(draft.original_language, draft.original_language),
            "language": language,
            "language_name": ENDONYMS.get(language, language),
            "lock": lock.get_message(request.user) if locked and lock is not None else None,
            "edit_url": edit,
            "title": draft.title,
            "page_title": title,
            "header_title": title,
            "header_icon": "globe",
            "breadcrumbs_items": crumbs((edit, draft.title), ("", title)),
        },
    )


def _line(page: ProgrammePage, state: TranslationState, chosen: str) -> dict[str, Any]:
    code = state.language
    return {
        "code": code,
        "name": ENDONYMS.get(code, code),
        "url": reverse("directory_translation:translate", args=[page.pk, code]),
        "chosen": code == chosen,
        "words": describe(state),
        "complete": state.complete,
    }
