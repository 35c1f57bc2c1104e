"""Words for language models: one Markdown file a prompt, rendered strictly, held to a lock file."""

from prompts.loader import Prompt, Rendered, load_prompt, prompt_names

__all__ = ["Prompt", "Rendered", "load_prompt", "prompt_names"]
