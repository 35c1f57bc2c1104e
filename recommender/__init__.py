"""What a learner gets next, and who can help."""
