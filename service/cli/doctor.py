"""`morsel doctor`: looks at every part and says what to do about each fault."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable

from service.errors import InvalidSettings, OperatorError
from service.observability import set_up_logging
from service.settings import Settings, read_settings

LEAST_FREE_BYTES = 1_000_000_000  # a few large documents with their drafts, and room for the database's log
OK, FAULTY, UNUSABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  the frame of every command
    """0: all is well; 1: some part is not; 2: the settings cannot be read."""
    try:
        settings = read_settings()
    except InvalidSettings as fault:
        print(f"settings   {fault}")
        return UNUSABLE
    set_up_logging(settings.logging)
    print("settings   ok")
    found = {name: check(settings) for name, check in _CHECKS.items()}
    for name, answer in found.items():
        print(f"{name:<10} {answer}")
    return OK if all(answer.startswith("ok") for answer in found.values()) else FAULTY


def _check_database(settings: Settings) -> str:
    from service.bootstrap import open_services
    from service.db.migrate import demand_newest

    services = open_services(settings)
    try:
        services.database.ping()
        demand_newest(services.database.app)
        with services.database.watching() as board:
            waiting = board.count_waiting()
    except OperatorError as fault:
        return str(fault)
    finally:
        services.close()
    return f"ok, {waiting} units of work wait"


def _check_queue(settings: Settings) -> str:
    from service.job_queue import open_queue

    try:
        open_queue(settings.queue).ping()
    except OperatorError as fault:
        return f"{fault} Start the broker, or set MORSEL_QUEUE__KIND=polling."
    return f"ok, {settings.queue.kind.value}"


def _check_embedder(settings: Settings) -> str:
    from indexes.errors import EmbedderUnavailable
    from service.bootstrap import open_embedder

    try:
        embedder = open_embedder(settings.embedder.model)
        identity = embedder.identity  # finds the files, at once
        embedder.embed(["morsel"])  # loads them and checks their digest
    except EmbedderUnavailable as fault:
        return f"{fault} Check MORSEL_EMBEDDER__MODEL."
    return f"ok, {identity}"


def _check_parser(_settings: Settings) -> str:
    from authoring.errors import WrongParser
    from authoring.linguistics.syntax import parse, parser_identity

    try:
        parse(["Lock the door."])
    except WrongParser as fault:
        return str(fault)
    return f"ok, {parser_identity()}"


def _check_language_model(settings: Settings) -> str:
    if not settings.model.name:
        return "ok, none is used: the extractive engine needs no model"
    from authoring.generative.errors import LanguageModelUnavailable
    from authoring.generative.patience import WallClock
    from authoring.generative.trial import try_model
    from service.bootstrap import open_model

    try:
        model = open_model(settings.model)
        assert model is not None  # noqa: S101  it has a name
        trial = try_model(model, WallClock())
    except InvalidSettings as fault:
        return str(fault)
    except LanguageModelUnavailable as fault:
        return f"{fault} Check MORSEL_MODEL__NAME, MORSEL_MODEL__BASE_URL and MORSEL_MODEL__API_KEY (docs/models.md)."
    told = (
        f"{model.identity}: structure by {trial.strategy.value}, drafts that pass in "
        f"{' and '.join(trial.languages) or 'no language'}, {trial.tokens_a_second:g} tokens a second"
    )
    if not trial.languages:
        return f"{told}. Its drafts fail the checks: documents will keep their own words. Choose a larger model."
    if not trial.reads_long:
        return f"{told}. It does not see the start of a long section: raise its context (MORSEL_MODEL__CONTEXT_TOKENS)."
    return f"ok, {told}"


def _check_mail(settings: Settings) -> str:
    from service.bootstrap import open_mailer
    from service.mail import MailUnreachable

    if settings.pages_url is None:
        return "ok, nobody is reminded: set MORSEL_SERVER__PUBLIC_URL"
    mailer = open_mailer(settings.mail)
    if mailer is None:
        return "ok, none is sent: MORSEL_MAIL__HOST is not set"
    try:
        mailer.try_out()
    except MailUnreachable as fault:
        return f"{fault}. Check MORSEL_MAIL__HOST and what belongs to it; until then reminders wait, or are left out."
    return f"ok, {settings.mail.host}; links lead to {settings.pages_url}"


def _check_disk(settings: Settings) -> str:
    folder = settings.storage.directory
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as fault:
        return f"{folder}: {fault.strerror}. Set MORSEL_STORAGE__DIRECTORY to a folder that can be written."
    if free < LEAST_FREE_BYTES:
        return f"only {free // 1_000_000} MB are free in {folder}; make room."
    return f"ok, {free // 1_000_000_000} GB free"


_CHECKS: dict[str, Callable[[Settings], str]] = {
    "database": _check_database,
    "queue": _check_queue,
    "embedder": _check_embedder,
    "parser": _check_parser,
    "model": _check_language_model,
    "mail": _check_mail,
    "disk": _check_disk,
}
