"""`./dev bench [NAME] [--quick]`: measures, prints a table, writes `results/NAME.json`."""

import argparse
import os
import sys

import django

# The embedded engine speaks to Django only for the labels of facets; the other engine, and the
# pages, need all of it.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from benchmarks import engine, exchange, hsds, pages  # noqa: E402
from benchmarks.relevance import measure as relevance  # noqa: E402
from benchmarks.report import write_report  # noqa: E402

BENCHMARKS = {
    "engine": engine.measure,
    "pages": pages.measure,
    "hsds": hsds.measure,
    "exchange": exchange.measure,
    "relevance": relevance.measure,
}
SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (150,)


def main() -> int:
    """Run the benchmarks asked for. Gives 1 when an answer was wrong."""
    arguments = _arguments()
    names = [arguments.name] if arguments.name else list(BENCHMARKS)
    wrong = 0
    for name in names:
        sizes = arguments.sizes or (QUICK_SIZES if arguments.quick else SIZES)
        report = BENCHMARKS[name](sizes=sizes, seed=arguments.seed, quick=arguments.quick)
        wrong += write_report(name, report)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS), help="only this one")
    parser.add_argument("--quick", action="store_true", help="small and short, to see it work")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of programmes")
    parser.add_argument("--seed", type=int, default=1, help="which invented programmes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
