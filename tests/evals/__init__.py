"""What the drafts are worth, measured from draft.json and the source alone: `python -m tests.evals`."""
