"""A real SMTP server on loopback that keeps what it takes, and refuses or hangs up as a test says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"


@dataclass
class Post:
    """`taken` came in order, `raw` is the same as it came. `answers` are to the next messages, then all are taken;
    "" hangs up instead of answering.

    `refuses` is the answer to every recipient; None: all are known.
    """

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: str | None = None

    def settings(self) -> dict[str, object]:
        """As the service takes them."""
        return {"host": self.host, "port": self.port, "security": "none", "sender": "morsel@acme.example", "seconds": 3}


@contextmanager
def post_office(*, password: str = "") -> Iterator[Post]:
    """The server on a free port, gone afterwards; anybody who signs in needs the password."""
    post = Post()

    def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object) -> AuthResult:
        return AuthResult(success=isinstance(given, LoginPassword) and given.password == password.encode())

    with socket.socket() as free:
        free.bind((post.host, 0))
        post.port = free.getsockname()[1]
    controller = Controller(
        _Handler(post), hostname=post.host, port=post.port, authenticator=authenticate, auth_require_tls=False
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@dataclass
class _Handler:
    post: Post

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.post.refuses is not None:
            return self.post.refuses
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        answer = self.post.answers.pop(0) if self.post.answers else OK
        if answer in (OK, ""):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=POLICY)
            assert isinstance(message, EmailMessage)
            self.post.taken.append(message)
            self.post.raw.append(envelope.content)
        if not answer:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer or OK
