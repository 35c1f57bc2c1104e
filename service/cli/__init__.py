"""The `morsel` command: finds the sub-command and runs it; each sub-command is a file beside this one."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol

USAGE_ERROR = 2

# Named here rather than imported, so that `morsel --help` starts at once.
COMMANDS = {
    "author": "draft micro-modules and quizzes from files, without server or database",
    "serve": "start the web server and one worker process",
    "worker": "start a worker process alone",
    "mcp": "serve one learner's assistant over standard input and output (Model Context Protocol)",
    "migrate": "bring the database up to this version",
    "tenant": "create a tenant and print its administrator's key",
    "user": "create a person who signs in to the pages, or give one a fresh password",
    "seed": "load the sample company and print one key for each kind of principal, and accounts",
    "backup": "copy database and uploaded documents into a new folder, while everything runs",
    "restore": "make database and uploaded documents of a back-up, where nothing is yet",
    "openapi": "print the API's description",
    "doctor": "check settings, database, queue, embedder and disk",
    "demo": "run every journey on the sample documents and print what happened",
}


class Command(Protocol):
    """What a sub-command's file offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit status."""
        ...


def main(words: Sequence[str] | None = None) -> int:
    """Run the sub-command that `words` (None: the process's arguments) name; its exit status, 2 for a usage error."""
    words = sys.argv[1:] if words is None else list(words)
    parser = argparse.ArgumentParser(prog="morsel", description="Training documents into micro-modules that stick.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, purpose in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
        if words and words[0] == name:
            _command(name).add_arguments(subparser)
    arguments = parser.parse_args(words)
    return _command(arguments.command).run(arguments)


def _command(name: str) -> Command:
    command: Command = importlib.import_module(f"service.cli.{name}")
    return command
