"""`morsel serve`: the web server, and beside it one worker process that is started again when it ends."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from service.cli.frame import with_settings
from service.observability import log_for
from service.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from service.bootstrap import Services

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STOP_SECONDS = 30.0  # a worker gives its unit back after 25
_WORKER = "import sys; from service.cli import main; sys.exit(main(['worker', '--parent', sys.argv[1]]))"
_log = log_for("serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--host", help="address to listen on; default: MORSEL_SERVER__HOST")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for a free one; default: MORSEL_SERVER__PORT")
    parser.add_argument("--no-worker", action="store_true", help="serve only; workers run elsewhere")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    return with_settings(partial(serve, arguments=arguments))


def serve(settings: Settings, *, arguments: argparse.Namespace) -> int:
    """The web server in this process, sweeps in a thread, the worker in a process of its own."""
    import uvicorn

    from service.app import create_app
    from service.bootstrap import open_services

    _prepare(settings)
    services = open_services(settings)
    config = uvicorn.Config(
        create_app(services),
        host=arguments.host or settings.server.host,
        port=settings.server.port if arguments.port is None else arguments.port,
        log_config=None,
        access_log=False,  # addresses hold queries, and queries are nobody's business
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # Noted, never raised: an exception half-way through starting the worker would leave it behind, unknown.
        signal.signal(number, server.handle_exit)
    listening = listen(config)  # whoever reads the next line may connect at once
    host, port = listening.getsockname()[:2]
    print(f"Morsel serves http://{host}:{port}", flush=True)
    try:
        worker = nullcontext() if arguments.no_worker else _supervised_worker()
        with _swept(settings), _kept_up(services), worker:
            server.run(sockets=[listening])
    finally:
        services.close()
    return 0


def listen(config: uvicorn.Config) -> socket.socket:
    """A socket that takes connections for the server."""
    listening = config.bind_socket()
    # Connections inherit it; without it the second half of an answer waits 40 ms for the client to confirm the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.listen(config.backlog)
    return listening


def _prepare(settings: Settings) -> None:
    """SQLite is brought up to date without asking; a shared database only by `morsel migrate`."""
    from service.bootstrap import open_services
    from service.db.migrate import demand_newest, upgrade

    url = settings.database.url.get_secret_value()
    if url.startswith("sqlite"):
        upgrade(url)
        return
    services = open_services(settings)
    demand_newest(services.database.app)
    services.close()


@contextmanager
def _swept(settings: Settings) -> Iterator[None]:
    """Sweeps, so that a lost message is found even where only brokered workers run."""
    from service.bootstrap import open_services
    from service.jobs.schedule import sweep_until

    stop = threading.Event()
    services = open_services(settings)
    thread = threading.Thread(target=sweep_until, args=(stop, services), daemon=True, name="sweeper")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        services.close()


@contextmanager
def _kept_up(services: Services) -> Iterator[None]:
    """Indexes, with the very objects that answer requests; deliveries to receivers elsewhere; reminders."""
    from service.jobs.delivering import Deliverer
    from service.jobs.importing import Importer
    from service.jobs.reminding import ReminderSender
    from service.jobs.upkeep import Upkeep

    stop = threading.Event()
    running = {
        "upkeep": Upkeep(services).run,
        "deliveries": Deliverer(services).run,
        "imports": Importer(services).run,
        "reminders": ReminderSender(services).run,
    }
    for name, run in running.items():
        threading.Thread(target=run, args=(stop,), daemon=True, name=name).start()
    try:
        yield
    finally:
        stop.set()  # a text or a snapshot under way is not waited for: both are done again


@contextmanager
def _supervised_worker() -> Iterator[None]:
    supervisor = Supervisor()
    thread = threading.Thread(target=supervisor.keep_alive, daemon=True, name="supervisor")
    thread.start()
    try:
        yield
    finally:
        supervisor.stop()
        thread.join()


class Supervisor:
    """Starts the worker, and starts it again when it ends by itself, later each time."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._process = _start_worker()

    def keep_alive(self) -> None:
        """Returns when `stop` was called."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            status = self._process.wait()
            if self._stopping.wait(pause):
                return
            _log.warning("serve.worker_ended", status=status)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            with self._starting:
                if self._stopping.is_set():
                    return
                self._process = _start_worker()

    def stop(self) -> None:
        """Ask the worker to end, and end it when it does not."""
        with self._starting:
            self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _start_worker() -> subprocess.Popen[bytes]:
    # A process group of its own: the terminal's Ctrl-C shall reach the server first, which then asks the worker.
    return subprocess.Popen([sys.executable, "-c", _WORKER, str(os.getpid())], process_group=0)
