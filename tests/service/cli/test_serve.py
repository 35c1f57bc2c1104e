"""`morsel serve`: one worker beside the server, started again when it dies, gone when the server is gone."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
import uvicorn

from service.cli.serve import listen
from tests.faults.site import wait_until
from tests.support.services import Product, one_machine


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
