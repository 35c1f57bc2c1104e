"""E-mail over a real server: whether a message was taken, was not, or may have been, is never mixed up."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from service.mail import MailUnreachable, SmtpMailer, Taken
from tests.support.mail import Post, post_office


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "morsel@acme.example", "lea@acme.example", "Due"
    message.set_content("Three questions.\n")
    return message


def mailer_for(post: Post, *, starts_tls: bool = False, user: str = "", password: str = "") -> SmtpMailer:
    return SmtpMailer(
        post.host, post.port, starts_tls=starts_tls, speaks_tls=False, user=user, password=password, seconds=3
    )


def test_a_message_arrives_as_it_was_written() -> None:
    with post_office() as post:
        assert mailer_for(post).send(a_message()) is Taken.YES
    assert [one["To"] for one in post.taken] == ["lea@acme.example"]
    assert post.taken[0].get_content().strip() == "Three questions."


@pytest.mark.parametrize(
    ("answer", "expected"), [("451 Later", Taken.NOT_NOW), ("554 Never", Taken.NEVER), ("", Taken.PERHAPS)]
)
def test_what_the_server_says_of_a_message_is_what_is_known(answer: str, expected: Taken) -> None:
    with post_office() as post:
        post.answers = [answer]
        assert mailer_for(post).send(a_message()) is expected


@pytest.mark.parametrize(("refusal", "expected"), [("450 Busy", Taken.NOT_NOW), ("550 Unknown", Taken.NEVER)])
def test_a_refused_recipient_got_nothing(refusal: str, expected: Taken) -> None:
    with post_office() as post:
        post.refuses = refusal
        assert mailer_for(post).send(a_message()) is expected
    assert post.taken == []


def test_where_nobody_listens_nothing_was_taken() -> None:
    with post_office() as post:
        pass
    assert mailer_for(post).send(a_message()) is Taken.NOT_NOW
    with pytest.raises(MailUnreachable, match="ConnectionRefused"):
        mailer_for(post).try_out()


def test_a_server_without_tls_gets_no_message_in_the_clear() -> None:
    with post_office() as post:
        assert mailer_for(post, starts_tls=True).send(a_message()) is Taken.NOT_NOW
    assert post.taken == []


def test_signing_in_lets_a_message_through_and_a_wrong_password_does_not() -> None:
    with post_office(password="right") as post:
        assert mailer_for(post, user="morsel", password="right").send(a_message()) is Taken.YES
        assert mailer_for(post, user="morsel", password="wrong").send(a_message()) is Taken.NOT_NOW
        mailer_for(post, user="morsel", password="right").try_out()
    assert len(post.taken) == 1


def test_the_password_is_not_shown() -> None:
    assert "s3cret" not in repr(SmtpMailer("mail", 25, starts_tls=True, speaks_tls=False, password="s3cret"))
