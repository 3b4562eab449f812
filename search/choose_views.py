"""The page that helps to choose. It keeps nothing, and no address holds an answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from directory.corrections.switching import is_language_switch, shows_typed_again
from search.asking import read_query
from search.choosing import QUESTIONS, search_for
from search.query import ProgrammeQuery
from search.translation import page_address
from search.views import show_found

#: The button that shows what was found without putting the search into an address.
PRIVATE = "private"


@require_http_methods(["GET", "HEAD", "POST"])
@shows_typed_again
def choose(request: HttpRequest) -> HttpResponse:
    """Ask three questions and a place; the answers lead to a search, also in private."""
    answers, kept = request.POST.dict(), read_query(request).kept
    query = search_for(answers).keeping(kept)
    if PRIVATE in answers:
        return show_found(request, "find", query)
    if request.method == "POST" and not is_language_switch(request):
        asked = query.to_querystring()
        response: HttpResponse = HttpResponseRedirect(
            page_address("find") + (f"?{asked}" if asked else ""), status=303
        )
    else:
        page = {
            "questions": QUESTIONS,
            "answers": answers,
            "private_name": PRIVATE,
            "kept": kept,
            "the_list": ProgrammeQuery(kept=kept).to_querystring(),
        }
        response = render(request, "search/choose.html", page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
