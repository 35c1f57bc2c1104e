"""Loads a prompt from its Markdown file and renders it: sandboxed, strict about inputs, the source marked as data.

A file is front matter (name, version, purpose, inputs, output, options), then `# System` and `# User`. Values are put
in with Jinja's sandbox, where nothing of Python can be reached and an unknown name is an error.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts.errors import InvalidPrompt, WrongInputs

FOLDER = Path(__file__).parent
DELIMITER = "delimiter"  # the input that the caller draws by chance; no part of what makes two inputs equal
_PARTS = re.compile(r"\A---\n(?P<matter>.*?)\n---\n+# System\n+(?P<system>.*?)\n+# User\n+(?P<user>.*)\Z", re.DOTALL)

Input = str | int | list[str] | list[dict[str, str]]
"""What a prompt may be given."""


class Options(BaseModel):
    """How the model is asked; part of the prompt because wording and temperature are tuned together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float = Field(ge=0, le=2)
    max_output_tokens: int = Field(ge=1)


class _Matter(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int = Field(ge=1)
    purpose: str
    inputs: list[str]
    output: str
    options: Options


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt with its inputs. `input_digest`: SHA-256, hexadecimal, of the inputs without the delimiter."""

    system: str
    user: str
    input_digest: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `digest` is SHA-256, hexadecimal, of its file; `output` names the schema of the answer."""

    name: str
    version: int
    digest: str
    purpose: str
    inputs: frozenset[str]
    output: str
    options: Options
    system: str
    user: str

    @property
    def identity(self) -> str:
        """Version and the first of the digest, as drafts show it."""
        return f"{self.version}:{self.digest[:12]}"

    def render(self, inputs: Mapping[str, Input]) -> Rendered:
        """The prompt with exactly its inputs put in. Raises WrongInputs, InvalidPrompt."""
        given = frozenset(inputs)
        if given != self.inputs:
            raise WrongInputs(self.name, missing=self.inputs - given, unknown=given - self.inputs)
        said = {name: value for name, value in inputs.items() if name != DELIMITER}
        canonical = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
        return Rendered(
            self._fill(self.system, inputs), self._fill(self.user, inputs), hashlib.sha256(canonical).hexdigest()
        )

    def _fill(self, template: str, inputs: Mapping[str, Input]) -> str:
        try:
            return _ENVIRONMENT.from_string(template).render(inputs)
        except TemplateError as fault:
            raise InvalidPrompt(self.name, f"cannot be rendered: {fault}") from fault


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def prompt_names() -> tuple[str, ...]:
    """All prompts, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of `prompts/NAME.md`. Raises InvalidPrompt."""
    return read_prompt(FOLDER / f"{name}.md")


def read_prompt(path: Path) -> Prompt:
    """The prompt that a file holds. Raises InvalidPrompt."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise InvalidPrompt(path.stem, f"cannot be read: {fault.strerror}") from fault
    parts = _PARTS.match(content.decode())
    if parts is None:
        raise InvalidPrompt(path.stem, "needs front matter, then `# System`, then `# User`")
    try:
        matter = _Matter.model_validate(yaml.safe_load(parts["matter"]))
    except (ValidationError, yaml.YAMLError) as fault:
        raise InvalidPrompt(path.stem, f"front matter: {fault}") from fault
    if matter.name != path.stem:
        raise InvalidPrompt(path.stem, f"is named {matter.name!r} inside")
    return Prompt(
        name=matter.name,
        version=matter.version,
        digest=hashlib.sha256(content).hexdigest(),
        purpose=matter.purpose,
        inputs=frozenset(matter.inputs),
        output=matter.output,
        options=matter.options,
        system=parts["system"],
        user=parts["user"],
    )
