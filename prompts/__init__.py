"""Words for language models."""
