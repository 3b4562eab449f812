"""A provider editor who tries what another organisation keeps gets nothing, not even a title."""

import itertools
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.test import Client
from wagtail.models import Page, TaskState, WorkflowState

from portal.accounts.address_needs import Need, need_of
from portal.accounts.entries.addresses import ALLOWED
from tests.portal.entries.world import WORD
from tests.portal.matrix.addresses import Address, staff_addresses

ADMIN = [
    address
    for address in staff_addresses()
    if address.route.startswith(("admin/", "documents/"))
    and need_of(address.name) is Need.SECOND_FACTOR
    and address.name != "wagtailadmin_logout"
]
#: The beginning of the word: what is typed into a search comes back on its page.
SOUGHT = WORD[:5]
_TOKEN = re.compile(r'value="\w{64}"')
_ARGUMENT = re.compile(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>")


def candidates(other: dict[str, Any], own: dict[str, Any]) -> dict[str, list[Any]]:
    """For each argument that an address may have, what to try: the other's, and one's own page
    beside the other's version."""
    pages = [other[name].pk for name in ("live", "scheduled", "draft", "in_review", "keeper")]
    pages.append(Page.get_first_root_node().pk)
    versions = [other["changed"].pk, other["later"].pk, other["in_review"].latest_revision_id]
    things = [other[name].pk for name in ("organisation", "place", "image", "document")]
    task = TaskState.objects.get(workflow_state=other["state"])
    # One's own page is tried where a version or a step of another's is asked for on it.
    page = [own["live"].pk, *pages]
    return {
        "page_id": page,
        "parent_page_id": pages,
        "page_to_move_id": page,
        "page_pk": page,
        "destination_id": pages,
        "object_id": pages,
        "revision_id": versions,
        "revision_id_a": versions,
        "revision_id_b": ["live"],
        "workflow_state_id": [other["state"].pk],
        "workflow_pk": [other["state"].workflow_id],
        "task_state_id": [task.pk],
        "task_id": [task.task_id],
        "collection_id": [other["collection"].pk],
        "image_id": [other["image"].pk],
        "document_id": [other["document"].pk],
        "doc_id": [other["document"].pk],
        "pk": [own["live"].pk, *things, *pages],
        "content_type_app_name": ["directory"],
        "content_type_model_name": ["programmepage"],
        "app_label": ["directory"],
        "app_name": ["directory"],
        "model_name": ["programmepage", "organisation"],
        "action": ["publish", "move", "delete"],
        "action_name": ["copy", "approve"],
        "session_id": [1],
        "key": [UUID(int=1)],
    }


def paths(address: Address, tries: dict[str, list[Any]]) -> Iterator[str]:
    """The address for everything to try; where it is shut before any view, once will do."""
    names = [one or two for one, two in _ARGUMENT.findall(address.route)]
    shut = address.name not in ALLOWED
    first, *others = [tries.get(name, ["1"])[: 1 if shut else None] for name in names] or [[]]
    for number, value in enumerate(first):
        # A page that is not theirs is refused whatever is asked for on it.
        for values in itertools.product(*(other[: None if number == 0 else 1] for other in others)):
            yield address.path_with(dict(zip(names, (value, *values), strict=True)))
    if not names:
        yield address.path


def questions(other: dict[str, Any]) -> str:
    """What a search, a list or a chooser may be asked for."""
    page = other["live"].pk
    return (
        f"q={SOUGHT}&search={SOUGHT}&search_all=1&id={page}&id={other['place'].pk}"
        f"&child_of={other['keeper'].pk}&descendant_of=1&for_explorer=1&fields=*&multiple=1"
        f"&page_type=wagtailcore.page&collection_id={other['collection'].pk}&selected={page}"
    )


def answers(
    client: Client, path: str, other: dict[str, Any], *, shut: bool
) -> Iterator[tuple[str, Any]]:
    """Shut addresses are asked once: they refuse before they know what is asked."""
    page = other["live"].pk
    form = {
        "new_parent_page": other["keeper"].pk,
        "new_title": "Copy",
        "new_slug": "copy-of-it",
        "move_page": other["keeper"].pk,
        "ids": page,
        "next": "/admin/entries/",
        "action-publish": "1",
    }
    yield "get", client.get(f"{path}?{questions(other)}")
    if shut:
        return
    yield "post", client.post(path, form)


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def told(answer: Any, page: int) -> str:
    """What the answer says, but for the token of its forms and for its own address."""
    return _TOKEN.sub("", text_of(answer)).replace(f"/{page}/", "/…/")


def test_no_address_of_the_cms_says_anything_of_what_others_keep(
    provider: Client, own: dict[str, Any], other: dict[str, Any]
) -> None:
    tries = candidates(other, own)
    met: list[str] = []
    opened: set[str] = set()
    for address in ADMIN:
        for path in paths(address, tries):
            for method, answer in answers(provider, path, other, shut=address.name not in ALLOWED):
                if WORD in text_of(answer) or WORD in str(dict(answer.headers)):
                    met.append(f"{method} {path} ({address.name}): {answer.status_code}")
                if answer.status_code not in (403, 404):
                    opened.add(address.name)
    assert not met, "\n".join(met)
    # What opened at all is what the table opens: the rest was refused before any view ran.
    assert opened <= set(ALLOWED)
    # It did look: a search that finds nothing answers as any other.
    assert "wagtailsnippetchoosers_directory_place:choose" in opened


def test_each_page_of_another_keeper_is_refused_as_one_that_is_not_there(
    provider: Client, own: dict[str, Any], other: dict[str, Any]
) -> None:
    arguments = {
        "app_label": "directory",
        "model_name": "programmepage",
        "content_type_app_name": "directory",
        "content_type_model_name": "programmepage",
        "session_id": 1,
        "revision_id": 1,
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "workflow_state_id": 1,
    }
    about_a_page = [
        address for address in ADMIN if getattr(ALLOWED.get(address.name), "argument", "")
    ]
    for address in about_a_page:
        argument = ALLOWED[address.name].argument
        nowhere = provider.get(address.path_with({**arguments, argument: 999_999}))
        assert nowhere.status_code == 403
        for name in ("live", "scheduled", "draft", "in_review", "keeper"):
            there = address.path_with({**arguments, argument: other[name].pk})
            assert provider.post(there).status_code == 403, f"{address.name}, {name}"
            refused = provider.get(there)
            assert refused.status_code == 403, f"{address.name}, {name}"
            assert told(refused, other[name].pk) == told(nowhere, 999_999)


def test_what_others_changed_is_as_it_was(
    provider: Client, own: dict[str, Any], other: dict[str, Any]
) -> None:
    states = list(WorkflowState.objects.values())
    for name in ("live", "draft", "in_review"):
        page = other[name]
        for path in (
            f"/admin/pages/{page.pk}/edit/",
            f"/admin/pages/{page.pk}/delete/",
            f"/admin/pages/{page.pk}/unpublish/",
            f"/admin/pages/{page.pk}/move/{own['keeper'].pk}/confirm/",
            f"/admin/api/main/pages/{page.pk}/action/delete/",
            f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}",
        ):
            assert provider.post(path, {"action-cancel-workflow": "1"}).status_code == 403
        assert type(page).objects.get(pk=page.pk).latest_revision_id == page.latest_revision_id
    assert list(WorkflowState.objects.values()) == states
