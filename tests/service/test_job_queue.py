"""Queues: polling needs no message; a broker that is away is named, and not asked again for a moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from service.errors import BrokerUnavailable
from service.job_queue import CeleryQueue, PollingQueue, celery_app, dead_letter_queue, open_queue
from service.settings import Queue


@pytest.fixture
def nobody_listens() -> Iterator[str]:
    """The address of a port that is taken and refuses."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"amqp://guest:guest@127.0.0.1:{held.getsockname()[1]}//"


def settings(**values: object) -> Queue:
    return Queue.model_validate(values)


def test_without_a_broker_nothing_is_sent_and_nothing_can_fail() -> None:
    queue = open_queue(settings())
    queue.send("job_1")
    queue.ping()
    assert isinstance(queue, PollingQueue)
    assert not queue.takes_messages


def test_a_broker_that_is_away_is_named(nobody_listens: str) -> None:
    queue = open_queue(settings(kind="celery", broker_url=nobody_listens))
    with pytest.raises(BrokerUnavailable, match="does not take"):
        queue.send("job_1")
    with pytest.raises(BrokerUnavailable, match="does not answer"):
        queue.ping()


def test_a_broker_that_was_away_a_moment_ago_is_not_asked_again(nobody_listens: str) -> None:
    queue = CeleryQueue(settings(kind="celery", broker_url=nobody_listens))
    with pytest.raises(BrokerUnavailable):
        queue.send("job_1")
    with pytest.raises(BrokerUnavailable, match="a moment ago"):
        queue.send("job_2")


def test_a_killed_workers_message_comes_again_and_one_is_taken_at_a_time() -> None:
    conf = celery_app(settings(kind="celery")).conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)


def test_the_brokers_queue_is_replicated_and_has_dead_letters() -> None:
    queue = settings(kind="celery", name="work")
    arguments = celery_app(queue).conf.task_queues[0].queue_arguments
    dead = dead_letter_queue(queue)
    assert (arguments["x-queue-type"], arguments["x-dead-letter-exchange"]) == ("quorum", "work.dead")
    assert dead is not None
    assert dead.exchange.name == "work.dead"


def test_a_broker_without_such_queues_gets_plain_ones() -> None:
    queue = settings(kind="celery", broker_url="redis://127.0.0.1:6379/0")
    assert celery_app(queue).conf.task_queues[0].queue_arguments is None
    assert dead_letter_queue(queue) is None
