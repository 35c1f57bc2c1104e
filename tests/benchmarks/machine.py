"""What every benchmark says of where it ran."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("faiss-cpu", "tantivy", "hnswlib", "usearch", "torch", "SQLAlchemy")


def describe() -> str:
    """Processor, cores, load and versions, in a line or two."""
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{processor}, {os.cpu_count()} cores, load {load}\nPython {platform.python_version()}, {versions}"


def resident_megabytes() -> float:
    """What this process holds in memory."""
    return float(psutil.Process().memory_info().rss) / 1e6
