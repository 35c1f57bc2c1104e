"""`morsel serve`: one worker beside the server, started again when it dies, gone when the server is gone."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
import uvicorn

from service.cli.serve import listen
from tests.faults.site import wait_until
from tests.support.services import Product, one_machine, product_environment

# The signal comes when the worker runs and nobody has been told its number yet.
ENDED_WHILE_STARTING = """
import os, signal, sys
from service.cli import main, serve
start = serve._start_worker
def start_and_be_told_to_end():
    worker = start()
    print(worker.pid, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
    return worker
serve._start_worker = start_and_be_told_to_end
sys.exit(main(["serve", "--port", "0"]))
"""


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with one_machine(tmp_path) as running:
        wait_until(lambda: bool(workers(running)))
        yield running


def workers(product: Product) -> list[psutil.Process]:
    server = psutil.Process(product.processes["server"].pid)
    return [child for child in server.children() if not has_ended(child)]


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_the_server_answers_and_has_one_worker(product: Product) -> None:
    assert httpx.get(f"{product.url}/healthz").status_code == 200
    assert len(workers(product)) == 1


def test_a_killed_worker_is_started_again(product: Product) -> None:
    killed = workers(product)[0]
    killed.send_signal(signal.SIGKILL)
    wait_until(lambda: any(worker.pid != killed.pid for worker in workers(product)))


def test_the_worker_ends_with_its_server(product: Product) -> None:
    worker = workers(product)[0]
    product.processes["server"].terminate()
    assert product.processes["server"].wait(40) == 0
    assert has_ended(worker)


def test_a_server_told_to_end_while_it_starts_its_worker_leaves_no_worker_behind(tmp_path: Path) -> None:
    product = Product(tmp_path, product_environment(MORSEL_DATABASE__URL=f"sqlite:///{tmp_path}/morsel.sqlite3"))
    try:
        server = product.start("server", sys.executable, "-c", ENDED_WHILE_STARTING)
        assert server.stdout is not None
        said = server.stdout.read()
        assert server.wait(40) == 0
        assert said, product.log.read_text(encoding="utf-8")
        assert not psutil.pid_exists(int(said.split()[-1]))
    finally:
        product.stop()


def test_the_worker_ends_when_its_server_was_killed(product: Product) -> None:
    worker = workers(product)[0]
    os.kill(product.processes["server"].pid, signal.SIGKILL)
    wait_until(lambda: has_ended(worker))


def test_no_half_of_an_answer_waits_for_the_client_to_confirm_the_other() -> None:
    listening = listen(uvicorn.Config(app="", host="127.0.0.1", port=0))
    with closing(listening), closing(socket.create_connection(listening.getsockname())):
        taken, _ = listening.accept()
        with closing(taken):
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
