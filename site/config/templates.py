"""How templates become Python: what is the same on every page is worked out once.

Two things that cost a page of ours more than its own texts are done when a template is compiled. A
phrase without placeholders, ``_("Contact")``, becomes a look-up in the language's own book; and an
included file becomes a part of the one that includes it.
"""

from functools import lru_cache
from typing import Any

import jinja2
from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

#: The name of the book in templates: the page's own, else that of the active language.
PHRASES = "phrases"
_GETTEXT = "_"


class Phrases(dict[str, Markup]):
    """The phrases of one language, which is active, as they stand in a page."""

    def __missing__(self, message: str) -> Markup:
        # As Jinja's own: "%%" stands for a sign per cent.
        translated = self[message] = Markup(translation.gettext(message)) % {}  # noqa: S704
        return translated


@lru_cache(maxsize=16)
def phrases_in(language: str) -> Phrases:
    return Phrases()


class ActivePhrases:
    """The book of whichever language is active: for macros, which do not see the page."""

    def __getitem__(self, message: str) -> Markup:
        return phrases_in(translation.get_language() or "")[message]


class Environment(jinja2.Environment):
    """Jinja's own, with the two steps before it writes Python."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals[PHRASES] = ActivePhrases()

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        return super()._generate(_Prepared(self).visit(source), name, filename, defer_init)


class _Prepared(NodeTransformer):
    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        self.generic_visit(node)
        if (
            isinstance(node.node, nodes.Name)
            and node.node.name == _GETTEXT
            and len(node.args) == 1
            and isinstance(node.args[0], nodes.Const)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            book = nodes.Name(PHRASES, "load", lineno=node.lineno)
            return nodes.Getitem(book, node.args[0], "load", lineno=node.lineno)
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        if (
            isinstance(node.template, nodes.Const)
            and isinstance(node.template.value, str)
            and node.with_context
            and not node.ignore_missing
            and self.environment.loader is not None
        ):
            name = node.template.value
            source, filename, _ = self.environment.loader.get_source(self.environment, name)
            included = self.environment._parse(source, name, filename)
            if not any(included.find_all((nodes.Extends, nodes.Block))):
                return self.visit(nodes.Scope(included.body, lineno=node.lineno))
        return node
