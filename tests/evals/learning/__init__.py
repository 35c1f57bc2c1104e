"""Measures of what learners get: who will answer right, and what would have been recommended."""
