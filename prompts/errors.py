"""What can be wrong with a prompt or with what is put into it: always our own fault, never the author's."""


class InvalidPrompt(Exception):
    """A prompt's file is not what the loader demands."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"prompts/{name}.md: {reason}")


class WrongInputs(Exception):
    """The inputs given are not exactly those that the prompt declares."""

    def __init__(self, name: str, *, missing: frozenset[str], unknown: frozenset[str]) -> None:
        self.name = name
        self.missing = missing
        self.unknown = unknown
        super().__init__(f"prompt {name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
