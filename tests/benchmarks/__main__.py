"""`make bench`: how fast the product is, beside what one would otherwise take, with the machine it ran on."""

from __future__ import annotations

import argparse

from tests.benchmarks.indexes import compare_indexes
from tests.benchmarks.machine import describe
from tests.benchmarks.search import measure_search

BENCHMARKS = {"indexes": lambda: compare_indexes(100_000), "search": lambda: measure_search(10_000)}


def main() -> None:
    """Print the chosen benchmarks, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="indexes, search; left out: all")
    names = parser.parse_args().names or list(BENCHMARKS)
    print(describe())
    for name in names:
        print(f"\n{BENCHMARKS[name]()}", flush=True)


if __name__ == "__main__":
    main()
