"""The log's table says what is recorded: no less, or a step fails; no more, or it tells tales."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.audit.actions import ACTIONS, STARTED
from portal.audit.entries import details_json

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "portal/audit/actions.py"
#: What records, or hands an action on to what does.
RECORDERS = {
    "announce",
    "record_event",
    "record_events",
    "record_keeping",
    "record_own_step",
    "take_step",
}
SUBJECTS = "|".join(sorted({code.split(".")[0] for code in ACTIONS}))


def product_code() -> Iterator[ast.Module]:
    for folder in ("portal", "site/config", "search", "directory"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path != TABLE and "migrations" not in path.parts:
                yield ast.parse(path.read_text())


def words_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def recorded_directly() -> Iterator[str]:
    """The literal actions that stand in a call that records."""
    for tree in product_code():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in RECORDERS:
                asked = [*node.args, *(key.value for key in node.keywords if key.arg == "action")]
                for part in asked:
                    yield from (word for word in words_in(part) if "." in word)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def test_every_action_of_the_table_is_recorded_somewhere():
    written = {word for tree in product_code() for word in words_in(tree)}
    assert set(ACTIONS) - written - {STARTED} == set()


def test_every_action_that_is_recorded_is_in_the_table():
    direct = set(recorded_directly())
    assert len(direct) > 30
    # Some reach their call by a variable or a table: they look like an action all the same.
    looks_like = re.compile(rf"({SUBJECTS})\.[a-z]+(-[a-z]+)*")
    written = {word for tree in product_code() for word in words_in(tree)}
    indirect = {word for word in written if looks_like.fullmatch(word)}
    assert (direct | indirect) - set(ACTIONS) == set()


@pytest.mark.parametrize("code", ACTIONS)
def test_an_action_is_a_code(code):
    assert details_json({"action": code})


def test_what_a_person_without_an_account_did_is_logged_by_the_day():
    assert all(
        action.by_day for code, action in ACTIONS.items() if code.startswith("selfreferral.")
    )
