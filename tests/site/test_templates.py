"""Templates are worked out once, and say what they said."""

import jinja2
import pytest
from django.template import engines
from django.utils import translation

from config.jinja2 import environment
from config.templates import Environment
from directory.reading.sheet import Words

FILES = {
    "page": "{% set word = 'here' %}{% for x in [1, 2] %}{% include 'part' %}{% endfor %}",
    "part": "{{ word }}{% set word = 'there' %}{{ x }}{{ word }}|",
    "ignored": "{% include 'nowhere' ignore missing %}.",
    "child": "{% extends 'base' %}{% block b %}{% include 'part' %}{% endblock %}{% set x = 1 %}",
    "base": "[{% block b %}{% endblock %}]",
    "with-block": "{% include 'base' %}",
    "macro": "{% macro m() %}{{ _('Who') }}{% endmacro %}",
    "imports": "{% from 'macro' import m %}{{ m() }} {{ _('Who') }}",
    "escaped": "{{ _('<b>%%') }} {{ _('%(a)s', a='<') }}",
}


@pytest.fixture
def site() -> jinja2.Environment:
    made = environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    made.loader = jinja2.DictLoader(FILES)
    return made


def test_an_included_file_says_what_it_said_before(site: jinja2.Environment):
    plain = jinja2.Environment(loader=jinja2.DictLoader(FILES), autoescape=True)
    for name in ("page", "ignored", "child", "with-block"):
        said, before = (of.get_template(name).render(word="w") for of in (site, plain))
        assert said == before
    assert site.get_template("page").render() == "here1there|here2there|"


def test_a_phrase_is_said_in_the_language_of_each_page(site: jinja2.Environment):
    template = site.get_template("imports")
    for language, word in (("nl", "Wie"), ("fr", "Pour qui"), ("en", "Who"), ("nl", "Wie")):
        with translation.override(language):
            assert template.render() == f"{word} {word}"


def test_a_phrase_is_written_as_jinja_writes_it(site: jinja2.Environment):
    assert site.get_template("escaped").render() == "<b>% &lt;"


def test_a_text_in_another_language_says_so(site: jinja2.Environment):
    source = "<p{{ lang_of(t) }}>{{ t.words }}</p>{{ say(t) }}, {{ listed([t, own]) }}"
    texts = {"t": Words("A & B", 'f"r'), "own": Words("<own>", "")}
    said = '<span lang="f&#34;r">A &amp; B</span>'
    expected = f'<p lang="f&#34;r">A &amp; B</p>{said}, {said}, &lt;own&gt;'
    assert site.from_string(source).render(**texts) == expected
    own = site.from_string("<p{{ lang_of(own) }}>{{ say(own) }}")
    assert own.render(**texts) == "<p>&lt;own&gt;"


def test_the_sites_own_pages_are_made_so():
    assert isinstance(vars(engines["jinja2"])["env"], Environment)
