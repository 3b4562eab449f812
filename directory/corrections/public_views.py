"""The public pages for every reader: suggesting a correction, and how accurate the directory is."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from directory import queries
from directory.corrections import answering
from directory.corrections.accuracy import accuracy_rows, bars
from directory.corrections.forms import SuggestionForm
from directory.corrections.switching import (
    is_language_switch,
    see_other,
    shows_typed_again,
    title_of,
)
from directory.models import ProgrammePage


@shows_typed_again
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that something about an entry is not right. Who says it is not asked."""
    page = ProgrammePage.objects.live().filter(slug=slug).prefetch_related("texts").first()
    if page is None:
        moved = queries.moved_programme_slug(slug)
        if moved is None or moved == slug:
            raise Http404
        return HttpResponseRedirect(reverse("suggest", kwargs={"slug": moved}))
    sent = request.method != "POST" and request.GET.get("sent") == "1"
    full = not sent and not answering.suggestions_are_welcome(page)
    form, traces = SuggestionForm(), []
    if is_language_switch(request):
        form = SuggestionForm(initial=request.POST.dict())
    elif request.method == "POST":
        form = SuggestionForm(request.POST)
        if form.is_valid():
            traces = form.traces()
            if form.filled_by_a_program or not traces or request.POST.get("checked") == "yes":
                full = not _take(form, page)
                if not full:
                    return see_other(f"{request.path}?sent=1")
    context = {
        "slug": page.slug,
        "title": title_of(page),
        "form": form,
        "traces": traces,
        "full": full,
        "sent": sent,
        "switch": None if sent or full else {"action": request.path, "default": "send"},
    }
    answer = render(request, "directory/suggest.html", context, status=503 if full else 200)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _take(form: SuggestionForm, page: ProgrammePage) -> bool:
    """Keep the suggestion, unless a program filled it in. Whether there was room."""
    if form.filled_by_a_program:
        return True
    words = {name: form.cleaned_data[name].strip() for name in ("part", "wrong", "right", "source")}
    try:
        answering.suggest_correction(programme=page, **words)
    except answering.TooMany:
        return False
    return True


@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """The directory's accuracy, as numbers and a chart of them."""
    rows = accuracy_rows(timezone.localdate(), get_language() or "en")
    return render(request, "directory/accuracy.html", {"rows": rows, "bars": bars(rows)})
