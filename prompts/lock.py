"""`python -m prompts.lock`: writes prompts.lock anew; refuses a prompt whose words changed and whose version did not.

A kept generation is found by its prompt's version and digest: the lock makes a change of words a decision.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prompts.errors import InvalidPrompt
from prompts.loader import FOLDER, Prompt, load_prompt, prompt_names

LOCK = FOLDER / "prompts.lock"


def locked(path: Path = LOCK) -> dict[str, tuple[int, str]]:
    """Version and digest of each prompt as the lock has them; empty without a lock."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    entries = (line.split() for line in lines)
    return {name: (int(version), digest) for name, version, digest in entries}


def lock_text(prompts: list[Prompt], before: dict[str, tuple[int, str]]) -> str:
    """The lock of `prompts`. Raises InvalidPrompt where one changed under its old version."""
    for prompt in prompts:
        version, digest = before.get(prompt.name, (0, ""))
        if digest != prompt.digest and prompt.version <= version:
            raise InvalidPrompt(prompt.name, f"changed: give it version {version + 1}")
    return "".join(f"{prompt.name} {prompt.version} {prompt.digest}\n" for prompt in prompts)


def main() -> int:
    """0 when the lock was written, 1 when a prompt forbids it."""
    try:
        text = lock_text([load_prompt(name) for name in prompt_names()], locked())
    except InvalidPrompt as fault:
        print(fault, file=sys.stderr)  # noqa: T201  a command for developers
        return 1
    LOCK.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
