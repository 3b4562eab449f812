"""Makes the database and index that the pages are measured on. Run in a process of its own.

`python -m benchmarks.prepare COUNT SEED`, with TURNSTONE_DATA and the benchmark's settings.
"""

import sys

import django


def main(count: int, seed: int) -> None:
    django.setup()
    from django.core.management import call_command
    from wagtail.models import Site

    from benchmarks.bare.models import BarePage
    from directory.sample.loader import FOLDER
    from directory.sample.report import LoadReport
    from directory.sample.vocabularies import load_vocabularies

    call_command("make_keys", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load_vocabularies(FOLDER / "vocabularies.toml", LoadReport(say=lambda line: None))
    call_command("generate_programmes", count=count, seed=seed)
    if not BarePage.objects.exists():
        home = Site.objects.get(is_default_site=True).root_page
        home.add_child(instance=BarePage(title="Bare", slug="bare"))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
