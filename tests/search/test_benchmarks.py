"""The benchmarks run, and what they measure is right. No test asserts a time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import exchange, hsds, report
from benchmarks.directory import InventedDirectory
from benchmarks.engine import measure
from benchmarks.machine import cpu_seconds, describe, quantile
from benchmarks.queries import HOW_MANY, query_mix
from benchmarks.reference import Reference
from benchmarks.tables import MIGRATED
from search.synthetic import synthetic_records
from search.synthetic.records import TODAY
from tests.demonstration import bare_environment
from tests.search import reference as slow_reference
from tests.template_database import template_path

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def invented():
    return InventedDirectory(seed=1)


def test_the_mix_holds_many_distinct_searches_with_text_and_filters(invented):
    queries = query_mix(invented, 1_000, HOW_MANY)
    assert len({query.to_querystring() for query in queries}) == HOW_MANY >= 100
    assert queries == query_mix(invented, 1_000, HOW_MANY)
    assert sum(bool(q.texts and q.selections) for q in queries) > HOW_MANY / 4
    assert {facet for q in queries for facet in q.selections} == set(invented.catalogue.options)


def test_the_mix_is_the_same_in_every_process():
    asked = (
        "from benchmarks.directory import InventedDirectory\n"
        "from benchmarks.queries import query_mix\n"
        "print(*(query.to_querystring() for query in query_mix(InventedDirectory(1), 100, 60)))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", asked],
            cwd=ROOT,
            env=bare_environment(DJANGO_SETTINGS_MODULE="config.settings", PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1


def test_the_quick_reference_agrees_with_the_obvious_one(invented):
    documents = list(invented.documents(120))
    quick = Reference(documents)
    options = {name: [o.code for o in of] for name, of in invented.catalogue.options.items()}
    slugs = {document.uuid: document.slug for document in documents}
    compared = 0
    for query in query_mix(invented, 120, 60):
        if query.texts:
            continue  # the obvious one does not stem
        found, counts = quick.answer(query, options)
        assert found == {slugs[uuid] for uuid in slow_reference.found(documents, query)}
        assert counts == slow_reference.counts(documents, query, invented.catalogue)
        compared += 1
    assert compared > 8


def test_the_engines_benchmark_measures_and_checks(capsys):
    result = measure(sizes=[120], seed=1, quick=True)
    assert result["wrong"] == []
    (row,) = result["rows"]
    assert set(result["columns"]) <= set(row)
    assert row["programmes"] == 120
    assert row["checked"] >= 3
    assert row["with_hits"] > row["searches"] * 0.8


def test_a_wrong_answer_is_found_and_said(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(Reference, "answer", lambda *_: ({"nobody"}, {}))
    result = measure(sizes=[60], seed=1, quick=True)
    assert result["wrong"]
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(report, "ROOT", tmp_path)
    assert report.write_report("engine", result) == len(result["wrong"])
    kept = json.loads((tmp_path / "results" / "engine.json").read_text())
    assert kept["wrong"] == result["wrong"]
    assert kept["machine"]["cores"] == os.cpu_count()
    assert "wrong" in capsys.readouterr().out


def test_the_machine_is_named():
    about = describe()
    assert about["tantivy"]
    assert about["python"]
    assert quantile([3.0, 1.0, 2.0, 4.0], 0.95) == 4.0


def test_cpu_of_a_process_and_its_children_is_counted():
    script = (
        "import subprocess, sys\n"
        "child = 'import time\\nwhile time.process_time() < 0.3: pass\\nprint(1)\\ninput()'\n"
        "p = subprocess.Popen([sys.executable, '-c', child], stdin=-1, stdout=-1)\n"
        "p.stdout.readline(); print('done', flush=True); input(); p.kill()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert cpu_seconds(process.pid) > 0.29
        process.communicate(b"\n")


def test_the_benchmarks_processes_stand_at_the_day_that_was_invented(tmp_path):
    """Else no capacity would count as open some weeks later, and the searches find other things."""
    asked = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "import datetime as dt\n"
        "print(timezone.localdate(), timezone.localdate(dt.datetime(2020, 2, 3, tzinfo=dt.UTC)))"
    )
    said = exchange._python(tmp_path / "data", asked)
    assert said.split() == [TODAY.isoformat(), "2020-02-03"]


@pytest.mark.slow
def test_the_pages_benchmark_serves_measures_and_checks():
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "site")))
    environment[MIGRATED] = str(template_path())
    command = [sys.executable, "-m", "benchmarks", "pages", "--quick"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0 wrong" in done.stdout
    pages = ("finder, kept", "programme, kept", "304", "bare Wagtail page", "bare Django view")
    for page in pages:
        assert page in done.stdout


@pytest.mark.slow
def test_the_open_data_benchmark_serves_measures_and_checks():
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "site")))
    environment[MIGRATED] = str(template_path())
    command = [sys.executable, "-m", "benchmarks", "hsds", "--quick"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "300 answers compared with plain Python, 0 wrong" in done.stdout


def test_the_open_data_benchmark_finds_what_is_wrong(invented):
    records = {r.uuid: r for r in synthetic_records(2, seed=1, terms=invented.terms)}
    things = [
        {
            "id": record.uuid,
            "name": record.titles[record.original_language],
            "description": record.summaries[record.original_language],
            "status": hsds.STATUSES[record.status],
            "organization": {"name": record.organisations[0]},
        }
        for record in records.values()
    ]
    assert hsds.differences(things, records) == []
    assert len(hsds.differences([{**things[0], "name": "another"}, things[1]], records)) == 1
    assert len(hsds.differences([{**things[0], "id": "unknown"}, things[1]], records)) == 1


@pytest.mark.slow
def test_the_exchange_benchmark_measures_and_compares(monkeypatch):
    monkeypatch.setattr(exchange, "FORMATS", ("csv",))
    monkeypatch.setenv(MIGRATED, str(template_path()))
    result = exchange.measure(sizes=[4, 100_000], seed=1, quick=True)
    assert result["wrong"] == []
    [row] = result["rows"]
    assert set(result["columns"]) <= set(row)
    assert row["programmes"] == 4
    assert row["apply_mib"] < 300
