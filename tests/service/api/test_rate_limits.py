"""A key may make so many requests a minute; every answer says how many are left."""

from __future__ import annotations

import pytest

from service.db.base import Json
from tests.support.web import Web


@pytest.fixture
def web_settings() -> dict[str, Json]:
    return {"server": {"requests_per_minute": 2}}


def test_every_answer_says_what_is_left_also_a_refusal(web: Web) -> None:
    first, second = web.author.get("/v1/documents"), web.author.get("/v1/documents/doc_none")
    assert first.headers["ratelimit-policy"] == '"key";q=2;w=60'
    assert (first.headers["ratelimit"], second.headers["ratelimit"]) == ('"key";r=1;t=30', '"key";r=0;t=60')
    assert second.status_code == 404


def test_one_more_is_429_and_says_when_to_come_back(web: Web) -> None:
    answers = [web.author.get("/v1/documents") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:morsel:problem:rate-limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert refused.headers["ratelimit"].startswith('"key";r=0;t=')


def test_each_key_counts_by_itself_and_health_counts_for_nobody(web: Web) -> None:
    for _ in range(3):
        web.author.get("/v1/documents")
        assert web.author.get("/healthz").status_code == 200
    assert web.reviewer.get("/v1/documents").status_code == 200
    assert "ratelimit" not in web.author.get("/readyz").headers
