"""Tests, evals, benchmarks, faults and journeys; the folders mirror the packages."""
