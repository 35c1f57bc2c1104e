"""From an uploaded document to published micro-modules."""
