"""How workers hear of work: by looking at the job table, or by a broker's message. Either way the database decides.

A message carries a job's id and means: somebody claim one unit. It may get lost or come twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from service.errors import BrokerUnavailable
from service.settings import Queue, QueueKind

if TYPE_CHECKING:
    from celery import Celery
    from kombu.entity import Queue as BrokerQueue

TASK = "morsel.work"  # the task's name, shared by sender and worker
PAUSE_AFTER_OUTAGE_SECONDS = 5.0  # so that an upload does not wait for a broker that was away a moment ago


class JobQueue(Protocol):
    """Tells workers that a job has work."""

    @property
    def takes_messages(self) -> bool:
        """Whether messages are needed at all; False: workers look for themselves."""
        ...

    def send(self, job_id: str) -> None:
        """Raises BrokerUnavailable; the message stays in the outbox then."""
        ...

    def ping(self) -> None:
        """Raises BrokerUnavailable when messages cannot be sent now."""
        ...


class PollingQueue:
    """No broker: idle workers look at the job table every half second."""

    takes_messages = False

    def send(self, job_id: str) -> None:
        """Nothing to send."""

    def ping(self) -> None:
        """Always there."""


@dataclass
class CeleryQueue:
    """Messages through Celery's broker."""

    settings: Queue
    takes_messages: bool = True
    _away_until: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._app = celery_app(self.settings)
        if _speaks_amqp(self.settings):
            seconds = self.settings.broker_timeout_seconds
            self._app.conf.broker_transport_options |= {"read_timeout": seconds, "write_timeout": seconds}

    def send(self, job_id: str) -> None:
        """One durable message; does not try twice."""
        from kombu.exceptions import OperationalError

        if time.monotonic() < self._away_until:
            raise BrokerUnavailable("The broker was away a moment ago.")
        try:
            self._app.send_task(TASK, args=[job_id], retry=False, ignore_result=True)
        except (OperationalError, OSError) as fault:
            self._away_until = time.monotonic() + PAUSE_AFTER_OUTAGE_SECONDS
            raise BrokerUnavailable(f"The broker does not take messages: {type(fault).__name__}.") from fault

    def ping(self) -> None:
        """Opens a connection of its own."""
        from kombu.exceptions import OperationalError

        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=self.settings.broker_timeout_seconds)
        except (OperationalError, OSError) as fault:
            raise BrokerUnavailable(f"The broker does not answer: {type(fault).__name__}.") from fault


def open_queue(settings: Queue) -> JobQueue:
    """The queue that the settings choose; connects when first used."""
    return CeleryQueue(settings) if settings.kind is QueueKind.CELERY else PollingQueue()


def celery_app(settings: Queue) -> Celery:
    """Celery set up so that a killed worker's message comes again; used by sender and worker alike."""
    from celery import Celery

    url = settings.broker_url.get_secret_value()
    app = Celery("morsel", broker=url, set_as_current=False)
    app.conf.update(
        task_queues=[_work_queue(settings)],
        task_default_queue=settings.name,
        task_default_routing_key=settings.name,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_timeout=settings.broker_timeout_seconds,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"confirm_publish": True} if _speaks_amqp(settings) else {},
        accept_content=["json"],
    )
    return app


def dead_letter_queue(settings: Queue) -> BrokerQueue | None:
    """Where a message ends that killed its worker again and again; None: the broker has no such thing."""
    from kombu.entity import Exchange
    from kombu.entity import Queue as BrokerQueue

    name = f"{settings.name}.dead"
    exchange = Exchange(name, type="fanout")  # type: ignore[no-untyped-call]  # kombu annotates nothing here
    dead = BrokerQueue(name, exchange, durable=True)  # type: ignore[no-untyped-call]  # as above
    return dead if _speaks_amqp(settings) else None


def _work_queue(settings: Queue) -> BrokerQueue:
    from kombu.entity import Queue as BrokerQueue

    # Quorum queues count deliveries; a message that came back twenty times is left to the sweeper.
    quorum = {"x-queue-type": "quorum", "x-dead-letter-exchange": f"{settings.name}.dead", "x-delivery-limit": 20}
    arguments = quorum if _speaks_amqp(settings) else None
    return BrokerQueue(settings.name, routing_key=settings.name, queue_arguments=arguments)  # type: ignore[no-untyped-call]  # as above


def _speaks_amqp(settings: Queue) -> bool:
    return settings.broker_url.get_secret_value().startswith(("amqp", "pyamqp"))
