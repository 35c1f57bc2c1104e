"""A reminder in words: an e-mail that one click ends (RFC 8058), or a line for a chat's incoming webhook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

_WHOLE_LINES = SMTP.clone(max_line_length=998)  # RFC 5322's longest: folded, a link is no link to many programs
_WORDS = {
    "en": {
        "one": "A question is waiting for you",
        "many": "{count} questions are waiting for you",
        "first": "Answer the first one here, without signing in:",
        "once": "The link works once, for 24 hours, and opens nothing but that question.",
        "when": "You asked to be reminded at {hour}:00 ({zone}). Change it: {page}",
        "stop": "No more reminders: {stop}",
        "chat": "{what}. Answer the first one, without signing in: {link} (once, for 24 hours). "
        "No more reminders: {stop}",
    },
    "it": {
        "one": "Una domanda ti aspetta",
        "many": "{count} domande ti aspettano",
        "first": "Rispondi alla prima qui, senza accedere:",
        "once": "Il link funziona una volta sola, per 24 ore, e non apre altro che quella domanda.",
        "when": "Hai chiesto un promemoria alle {hour}:00 ({zone}). Per cambiarlo: {page}",
        "stop": "Niente più promemoria: {stop}",
        "chat": "{what}. Rispondi alla prima, senza accedere: {link} (una volta sola, per 24 ore). "
        "Niente più promemoria: {stop}",
    },
}


@dataclass(frozen=True, slots=True)
class ReminderText:
    """What a reminder says. `language` is "en" or "it"; `link` opens the first question, `stop` ends reminders, `page`
    is where the learner changes them."""

    language: str
    due_count: int
    hour: int
    time_zone: str
    link: str
    stop: str
    page: str

    @property
    def what(self) -> str:
        """In one line, without a word of what is asked: chats and previews are read by others."""
        words = _WORDS[self.language]
        return words["one"] if self.due_count == 1 else words["many"].format(count=self.due_count)


def as_email(text: ReminderText, *, message_id: str, sender: str, to: str, sent_at: datetime) -> EmailMessage:
    """Plain text; the same reminder has the same `message_id`, however often it is tried."""
    words = _WORDS[text.language]
    message = EmailMessage(policy=_WHOLE_LINES)
    message["From"] = formataddr(("Morsel", sender))
    message["To"] = to
    message["Subject"] = text.what
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer comes back
    message["List-Unsubscribe"] = f"<{text.stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    paragraphs = (
        f"{text.what}.",
        f"{words['first']}\n{text.link}",
        words["once"],
        words["when"].format(hour=text.hour, zone=text.time_zone, page=text.page)
        + "\n"
        + words["stop"].format(stop=text.stop),
    )
    message.set_content("\n\n".join(paragraphs) + "\n")
    message["Content-Language"] = text.language
    return message


def as_chat(text: ReminderText) -> dict[str, str]:
    """What Slack, Mattermost, Teams and Google Chat take alike."""
    return {"text": _WORDS[text.language]["chat"].format(what=text.what, link=text.link, stop=text.stop)}
