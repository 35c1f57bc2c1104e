"""A proxy on loopback that passes everything on as it is, but for what a test changes in it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ChangeBody = Callable[[str, int, bytes], bytes]
"""From path, status and body of an answer to the body that is passed on."""

_OF_ONE_HOP = frozenset({"content-length", "transfer-encoding", "connection"})


@contextmanager
def forwarding(port: int, change: ChangeBody, *, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The proxy's address, before 127.0.0.1:`port`; `headers` are put onto each request, its Host stays."""
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _handler(port, change, headers or {}))
    proxy.daemon_threads = True
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()


def _handler(port: int, change: ChangeBody, headers: Mapping[str, str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            onward = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            onward.request(self.command, self.path, sent, {**dict(self.headers), **headers})
            answer = onward.getresponse()
            body = change(self.path, answer.status, answer.read())
            onward.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_ONE_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_GET  # noqa: N815  the library's names

        def log_message(self, *_: object) -> None:
            pass

    return Handler
