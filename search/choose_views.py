"""The page that helps to choose. It keeps nothing, and no address holds an answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from directory.corrections.switching import is_language_switch, shows_typed_again
from search.choosing import QUESTIONS, search_for
from search.translation import page_address
from search.views import show_found

#: The button that shows what was found without putting the search into an address.
PRIVATE = "private"


@require_http_methods(["GET", "HEAD", "POST"])
@shows_typed_again
def choose(request: HttpRequest) -> HttpResponse:
    """Ask three questions and a place; the answers lead to a search, also in private."""
    answers = request.POST.dict()
    if PRIVATE in answers:
        return show_found(request, "find", search_for(answers))
    if request.method == "POST" and not is_language_switch(request):
        asked = search_for(answers).to_querystring()
        response: HttpResponse = HttpResponseRedirect(
            page_address("find") + (f"?{asked}" if asked else ""), status=303
        )
    else:
        page = {"questions": QUESTIONS, "answers": answers, "private_name": PRIVATE}
        response = render(request, "search/choose.html", page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
