"""The engine over a language model: numbered sentences in, typed drafts out, each claim bound to its source."""
