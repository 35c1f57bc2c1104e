"""Formats that leave or enter the house; one a file, pure functions."""
