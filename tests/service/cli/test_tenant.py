"""`morsel tenant create`: the key that it prints is the administrator's; what is wrong is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.bootstrap import open_services
from service.cli import main
from service.settings import read_settings


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with a migrated database, where the command runs."""
    monkeypatch.chdir(tmp_path)
    assert main(["migrate"]) == 0
    capsys.readouterr()


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())


def test_the_printed_key_is_the_administrators_of_the_new_tenant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenant", "create", "Acme Ltd", "--id", "acme", "--administrator", "Ada"]) == 0
    made = printed(capsys)
    services = open_services(read_settings())
    client = TestClient(create_app(services), headers={"Authorization": f"Bearer {made['key']}"})
    assert client.get("/v1/tenant").json()["name"] == "Acme Ltd"
    assert [one["name"] for one in client.get("/v1/principals").json()["items"]] == ["Ada"]
    services.close()


def test_an_id_of_its_own_is_made_when_none_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    ids = set()
    for _ in range(2):
        assert main(["tenant", "create", "Acme Ltd"]) == 0
        ids.add(printed(capsys)["tenant"])
    assert len(ids) == 2


def test_an_id_that_is_taken_is_named_and_no_key_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["tenant", "create", "Acme Ltd", "--id", "acme"])
    capsys.readouterr()
    assert main(["tenant", "create", "Acme Inc", "--id", "acme"]) == 1
    said = capsys.readouterr()
    assert (said.out, "'acme'" in said.err, "--id" in said.err) == ("", True, True)


@pytest.mark.parametrize("words", [["Acme", "--id", "../x"], ["Acme", "--id", "a_b"], ["  "], ["a\nb"], []])
def test_what_cannot_name_a_tenant_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tenant", "create", *words])
    assert ended.value.code == 2
