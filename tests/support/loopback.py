"""A real HTTP server on loopback that answers as a test says: whole, late, broken, a byte at a time, or without end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_ENDLESS_BYTES = 400_000_000


@dataclass(frozen=True)
class Request:
    """What a client sent; `raw` is its body as it came, `body` None where that is no JSON."""

    path: str
    headers: dict[str, str]
    body: Any
    raw: bytes = b""


@dataclass(frozen=True)
class Response:
    """What it is answered. `pause_seconds` between bytes where above zero; `is_endless` repeats the body's end."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    pause_seconds: float = 0.0
    is_endless: bool = False
    hangs_up: bool = False


Respond = Callable[[Request], Response]


@dataclass
class LoopbackServer:
    """`requests` are those that came, in order; `stopped` ends whatever it is still sending."""

    respond: Respond
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(respond: Respond) -> Iterator[LoopbackServer]:
    """The server on a free port, gone afterwards."""
    server = LoopbackServer(respond)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    http.block_on_close = False
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        http.shutdown()
        http.server_close()
        thread.join()


def json_response(body: object, **rest: Any) -> Response:
    """A JSON body."""
    return Response(body=json.dumps(body).encode(), **rest)


def _json(sent: bytes) -> Any:
    try:
        return json.loads(sent or b"null")
    except ValueError:
        return None


def _handler(server: LoopbackServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, _json(sent), sent)
            server.requests.append(request)
            response = server.respond(request)
            if server.stopped.wait(response.delay_seconds) or response.hangs_up:
                self.close_connection = True
                return
            try:
                _send(self, response, server.stopped)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_GET = do_PUT = do_POST  # noqa: N815  the library's names

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _send(handler: BaseHTTPRequestHandler, response: Response, stopped: threading.Event) -> None:
    handler.send_response(response.status)
    length = _ENDLESS_BYTES if response.is_endless else len(response.body)
    headers = {"Content-Type": "application/json", "Content-Length": str(length), **response.headers}
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    size = 1 if response.pause_seconds else max(1, len(response.body))
    for start in range(0, len(response.body), size):
        handler.wfile.write(response.body[start : start + size])
        if response.pause_seconds and stopped.wait(response.pause_seconds):
            return
    while response.is_endless and not stopped.is_set():
        handler.wfile.write(b"x" * 65_536)


def wait_until(holds: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Until something is so; fails when it does not become so."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
