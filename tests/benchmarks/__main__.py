"""`make bench`: how fast the product is, beside what one would otherwise take, with the machine it ran on."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping

from tests.benchmarks.indexes import compare_indexes
from tests.benchmarks.machine import describe
from tests.benchmarks.search import measure_search
from tests.benchmarks.sessions import measure_sessions

SIZE = 10_000  # micro-modules, and as many learners; threads and vectors of the indexes: ten times as many
BENCHMARKS: Mapping[str, Callable[[int], Iterable[str]]] = {
    "indexes": lambda size: [compare_indexes(10 * size)],
    "search": measure_search,
    "sessions": measure_sessions,
}


def main() -> None:
    """Print the chosen benchmarks, all of them by default, each line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help=f"{', '.join(BENCHMARKS)}; left out: all")
    parser.add_argument("--size", type=int, default=SIZE, help=f"micro-modules and learners (default {SIZE:,})")
    options = parser.parse_args()
    names = options.names or list(BENCHMARKS)
    print(describe(), flush=True)
    for name in names:
        print()
        for line in BENCHMARKS[name](options.size):
            print(line, flush=True)


if __name__ == "__main__":
    main()
