"""How many requests a key may make, and that no kind of principal has another's scopes."""

from __future__ import annotations

from service.db.principals import PrincipalKind
from service.security import SCOPES_BY_KIND, RateLimiter, Scope


def test_a_burst_passes_then_requests_pass_at_the_rate() -> None:
    limiter = RateLimiter(per_minute=60, burst=3)
    assert [limiter.seconds_to_wait("k", now=0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert limiter.seconds_to_wait("k", now=0.0) == 1.0
    assert limiter.seconds_to_wait("k", now=0.5) == 0.5
    assert limiter.seconds_to_wait("k", now=1.0) == 0.0


def test_a_long_pause_gives_no_more_than_a_burst() -> None:
    limiter = RateLimiter(per_minute=60, burst=2)
    limiter.seconds_to_wait("k", now=0.0)
    waits = [limiter.seconds_to_wait("k", now=10_000.0) for _ in range(3)]
    assert waits == [0.0, 0.0, 1.0]


def test_keys_do_not_share_a_bucket_and_old_ones_are_forgotten() -> None:
    limiter = RateLimiter(per_minute=60, burst=1, max_keys=2)
    assert [limiter.seconds_to_wait(key, now=0.0) for key in ("a", "b", "c")] == [0.0, 0.0, 0.0]
    assert limiter.seconds_to_wait("c", now=0.0) > 0
    assert limiter.seconds_to_wait("a", now=0.0) == 0.0


def test_every_kind_of_principal_has_scopes_and_learners_have_no_authors() -> None:
    assert set(SCOPES_BY_KIND) == {kind.value for kind in PrincipalKind}
    assert {Scope.CATALOGUE_READ, Scope.RESPONSES_WRITE} <= SCOPES_BY_KIND["learner"]
    assert SCOPES_BY_KIND["learner"] & SCOPES_BY_KIND["author"] == {
        Scope.SEARCH_READ,
        Scope.THREADS_READ,
        Scope.THREADS_WRITE,
    }
    assert [kind for kind, scopes in SCOPES_BY_KIND.items() if Scope.ADMINISTRATION in scopes] == ["administrator"]


def test_an_allowance_says_what_is_left_and_when_all_is_there_again() -> None:
    limiter = RateLimiter(per_minute=60, burst=60)
    first, second = (limiter.take("k", now=now) for now in (0.0, 0.4))
    assert first.headers() == {"RateLimit-Policy": '"key";q=60;w=60', "RateLimit": '"key";r=59;t=1'}
    assert second.headers()["RateLimit"] == '"key";r=58;t=2'
