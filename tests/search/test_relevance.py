"""The judged searches: as many and as sound as asked for, never answered worse than before."""

from collections import Counter

import pytest

from benchmarks.relevance.directory import JudgedDirectory
from benchmarks.relevance.measure import (
    LANGUAGES,
    NONE,
    fallen,
    figures,
    filled,
    judged_searches,
    ndcg,
    outcomes,
)


@pytest.fixture(scope="module")
def searches():
    return judged_searches()


def test_the_set_is_large_enough_in_every_language(searches):
    answered = Counter(search.language for search in searches if search.kind != NONE)
    assert answered.total() >= 120
    assert all(answered[language] >= 25 for language in LANGUAGES)
    unanswered = [search for search in searches if search.kind == NONE]
    assert len(unanswered) >= 15
    assert not any(search.grades for search in unanswered)
    assert len({(search.language, search.text) for search in searches}) == len(searches)
    kinds = {search.kind for search in searches}
    assert {"plain", "clinical", "harsh", "typo", "acronym", "phone", "town"} <= kinds


def test_the_judgements_are_about_programmes_that_are_there(searches):
    slugs = {record.slug for record in JudgedDirectory().records}
    assert len(slugs) >= 60
    for search in searches:
        assert set(search.grades) <= slugs, search.text
        assert search.kind == NONE or 3 in search.grades.values(), search.text


def test_invented_programmes_say_so():
    seeds = {"co3", "cosa", "iter", "time-out"}
    for record in JudgedDirectory().records:
        if record.slug.endswith("-example"):
            assert all(title.endswith("(example)") for title in record.titles.values())
        else:
            assert record.slug in seeds or record.parent_title


def test_the_measure_is_that_of_its_source():
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1
    assert ndcg(["x"], grades) == 0
    # 2 + 3 / log2(3), of 3 + 2 / log2(3) + 1 / 2
    assert ndcg(["b", "a"], grades) == pytest.approx(3.8928 / 4.7619, abs=1e-4)
    assert ndcg(["x"] * 10 + ["a"], grades) == 0


def test_each_engine_answers_each_language_well_and_no_worse_than_before(
    tmp_path, searches, make_engine
):
    engine = filled(tmp_path, make_engine)
    reached = figures(outcomes(engine, searches))
    assert min(reached[language] for language in LANGUAGES) >= 0.85
    assert fallen(engine.name, reached) == []
