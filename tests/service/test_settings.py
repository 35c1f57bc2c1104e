"""Settings: read from the environment, every one listed in `.env.example`, faults named all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import InvalidSettings
from service.settings import Environment, QueueKind, example, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_lists_every_setting_with_default_and_meaning() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == example(), "write it again: python -m service.settings"


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    settings = [line.removeprefix("# ") for line in lines if line.startswith("# MORSEL_") and not line.endswith("=")]
    env_file = tmp_path / ".env"
    env_file.write_text("\n".join(settings), encoding="utf-8")
    assert read_settings(env_file=env_file) == read_settings(env_file=None)


def test_a_variable_reaches_its_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_QUEUE__KIND", "celery")
    monkeypatch.setenv("MORSEL_ENVIRONMENT", "production")
    settings = read_settings(env_file=None)
    assert (settings.queue.kind, settings.environment) == (QueueKind.CELERY, Environment.PRODUCTION)


def test_failpoints_are_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_FAULTS__FAILPOINTS", "before_commit:claim=kill")
    monkeypatch.setenv("MORSEL_ENVIRONMENT", "production")
    with pytest.raises(InvalidSettings, match="FAILPOINTS"):
        read_settings(env_file=None)


def test_all_faults_are_named_by_their_variable_and_without_their_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_SERVER__PORT", "s3cret")
    monkeypatch.setenv("MORSEL_JOBS__ATTEMPTS", "0")
    with pytest.raises(InvalidSettings) as fault:
        read_settings(env_file=None)
    assert "MORSEL_SERVER__PORT" in str(fault.value)
    assert "MORSEL_JOBS__ATTEMPTS" in str(fault.value)
    assert "s3cret" not in str(fault.value)


def test_a_misspelt_setting_of_a_group_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_SERVER__PROT", "80")
    with pytest.raises(InvalidSettings, match="MORSEL_SERVER__PROT"):
        read_settings(env_file=None)


def test_passwords_in_addresses_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORSEL_DATABASE__URL", "postgresql+psycopg://morsel:s3cret@db/morsel")
    assert "s3cret" not in repr(read_settings(env_file=None))
