"""E-mail over SMTP: one message at a time, and of each it is known whether it was taken, was not, or may have been."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol


class Taken(StrEnum):
    """What became of a message: only one that was `NOT_NOW` may be sent again without coming twice."""

    YES = "yes"
    NOT_NOW = "not_now"
    NEVER = "never"
    PERHAPS = "perhaps"


class Mailer(Protocol):
    """Whoever takes e-mail."""

    def send(self, message: EmailMessage) -> Taken:
        """Hand the message on; everything that goes wrong is an answer."""
        ...


class MailUnreachable(Exception):
    """The server does not answer, or does not let us in; nothing was handed to it."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """`starts_tls`: after the greeting, `speaks_tls`: from the first byte; neither: on this machine only."""

    host: str
    port: int
    starts_tls: bool
    speaks_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 15.0

    def send(self, message: EmailMessage) -> Taken:
        """To the addresses in its headers."""
        try:
            with self._connected() as server:
                return _hand_over(server, message)
        except MailUnreachable:
            return Taken.NOT_NOW

    def try_out(self) -> None:
        """Connect and sign in, and send nothing. Raises MailUnreachable."""
        with self._connected():
            pass

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            server = self._open()
        except (smtplib.SMTPException, OSError) as fault:
            message = f"{self.host}:{self.port}: {type(fault).__name__}"
            raise MailUnreachable(message) from fault
        try:
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _open(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        if self.speaks_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=tls)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.starts_tls:
                server.starttls(context=tls)
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> Taken:
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        return Taken.NEVER if all(code >= 500 for code in codes) else Taken.NOT_NOW
    except smtplib.SMTPResponseException as refusal:
        return Taken.NEVER if refusal.smtp_code >= 500 else Taken.NOT_NOW
    except (smtplib.SMTPException, OSError):  # the connection broke: before the last word, or behind it
        return Taken.PERHAPS
    return Taken.YES
