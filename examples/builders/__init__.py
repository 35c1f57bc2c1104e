"""Builders that turn the sources of the sample documents into the files that people upload."""
