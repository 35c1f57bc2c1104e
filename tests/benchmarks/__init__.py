"""Benchmarks: `make bench` prints them; timings live here and never in tests."""
