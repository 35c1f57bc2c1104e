"""The API's description as strangers read it: clients are generated from it and call, and answers are held to it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from tests.support.node import PACKAGES, SCRIPTS, package_file, run_tool
from tests.support.published import Served, served
from tests.support.services import LEARNER

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]

Json = dict[str, Any]  # a description is JSON all through

DESCRIPTION = Path(__file__).parents[2] / "docs/openapi.json"
READERS = Path(__file__).parents[2] / "build/interop/python/bin"
ADMINISTRATION = "^/v1/(audit-trail|keys|principals|tenant)"
BULK = "^/v1/learners/bulk$"  # lines of JSON, which Schemathesis cannot write
# Not checked: what a schema cannot say is refused all the same (one of two fields, a poll with the same option twice),
# and a missing If-Match is 428, which the check does not know (RFC 6585). Our own tests hold both.
NOT_CHECKED = "positive_data_acceptance,missing_required_header"
_CALL = """
import sys
from morsel_client import AuthenticatedClient
from morsel_client.api.learners import get_v1_learners_learner_id_get as show, put_v1_learners_learner_id_put as put
from morsel_client.models import LearnerFields
client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
put.sync(sys.argv[3], client=client, body=LearnerFields(name="Ines Ferrari", cohorts=["depot-nord"]))
learner = show.sync(sys.argv[3], client=client)
print(learner.id, learner.name, learner.cohorts, learner.active)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("openapi"), MORSEL_SERVER__REQUESTS_PER_MINUTE="1000000") as running:
        yield running


@pytest.fixture
def description() -> Json:
    described: Json = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return described


def broken(description: Json) -> Json:
    """A response model that is not what is answered: `active` under another name."""
    answer = description["components"]["schemas"]["LearnerAnswer"]
    answer["properties"]["is_active"] = answer["properties"].pop("active")
    answer["required"] = ["is_active" if name == "active" else name for name in answer["required"]]
    return description


def reader(name: str) -> str:
    if not (READERS / name).is_file():
        pytest.fail(f"{READERS / name} is not there: make interop")
    return str(READERS / name)


def test_it_is_openapi_3_1(description: Json) -> None:
    assert description["openapi"].startswith("3.1.")
    validate(description)


def test_a_description_that_breaks_the_standard_is_caught(description: Json) -> None:
    description["paths"]["/v1/documents"]["post"]["responses"] = ["202"]
    with pytest.raises(OpenAPIValidationError):
        validate(description)


BYTES = "application/octet-stream"
AS_BYTES = ("application/x-ndjson", "image/png", "image/svg+xml")  # which this generator does not know


def called_from_python(description: Json, server: Served, folder: Path) -> subprocess.CompletedProcess[str]:
    """A client made by openapi-python-client takes a learner in and shows them."""
    (folder / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "config.yaml").write_text(json.dumps({"content_type_overrides": dict.fromkeys(AS_BYTES, BYTES)}))
    words = ("--path", "openapi.json", "--config", "config.yaml", "--meta", "none", "--output-path", "morsel_client")
    made = run_tool(folder, reader("openapi-python-client"), "generate", "--fail-on-warning", *words)
    assert made.returncode == 0, made.stdout
    return run_tool(folder, reader("python"), "-c", _CALL, server.url, server.keys["integrator"], "emp-py")


def test_a_generated_python_client_makes_a_call(description: Json, server: Served, tmp_path: Path) -> None:
    called = called_from_python(description, server, tmp_path)
    assert called.stdout.strip() == "emp-py Ines Ferrari ['depot-nord'] True", called.stderr


def test_a_python_client_of_another_response_model_fails(description: Json, server: Served, tmp_path: Path) -> None:
    assert called_from_python(broken(description), server, tmp_path).returncode != 0


def compiled(description: Json, folder: Path) -> subprocess.CompletedProcess[str]:
    """A program over the types that openapi-typescript makes, compiled under strict rules."""
    (folder / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "node_modules").symlink_to(PACKAGES)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "call_api.ts").write_bytes((SCRIPTS / "call_api.ts").read_bytes())
    typed = run_tool(folder, "node", str(package_file("openapi-typescript/bin/cli.js")), "openapi.json", "-o", "api.ts")
    assert typed.returncode == 0, typed.stderr
    words = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom")
    return run_tool(folder, "node", str(package_file("typescript/bin/tsc")), *words, "--skipLibCheck", "call_api.ts")


def test_generated_typescript_compiles_and_makes_a_call(description: Json, server: Served, tmp_path: Path) -> None:
    done = compiled(description, tmp_path)
    assert done.returncode == 0, done.stdout
    called = run_tool(tmp_path, "node", "call_api.js", server.url, server.keys["integrator"], "emp-ts")
    assert json.loads(called.stdout) == {"id": "emp-ts", "isActive": True, "cohorts": ["depot-nord"]}, called.stderr


def test_typescript_over_another_response_model_does_not_compile(description: Json, tmp_path: Path) -> None:
    done = compiled(broken(description), tmp_path)
    assert done.returncode != 0
    assert "Property 'active' does not exist" in done.stdout


def tried(description: Json, server: Served, folder: Path, *words: str, kind: str) -> subprocess.CompletedProcess[str]:
    """Calls that Schemathesis makes up, their answers held to the description."""
    (folder / "openapi.json").write_text(with_real_ids(description, server), encoding="utf-8")
    bounds = (
        "--phases",
        "coverage,fuzzing",
        "--max-examples",
        "2",
        "--seed",
        "7",
        "--workers",
        "2",
        "--warnings",
        "off",
    )
    skipped = ("--exclude-checks", NOT_CHECKED, "--suppress-health-check", "all")
    key = ("--header", f"Authorization: Bearer {server.keys[kind]}", "--url", server.url)
    return run_tool(folder, reader("schemathesis"), "run", "openapi.json", *key, *bounds, *skipped, *words)


def with_real_ids(description: Json, server: Served) -> str:
    """Examples that name what is there, so that more than 404 comes back."""
    shown = server.micro_modules[0]
    parameters = [
        one for calls in description["paths"].values() for call in calls.values() for one in call.get("parameters", [])
    ]
    real = {
        "learner_id": LEARNER,
        "document_id": server.document_id,
        "micro_module_id": shown["id"],
        "item_id": shown["items"][0]["id"],
    }
    for parameter in parameters:
        if parameter["name"] in real:
            parameter["example"] = real[parameter["name"]]
    return json.dumps(description)


def test_answers_are_as_described(description: Json, server: Served, tmp_path: Path) -> None:
    words = ("--exclude-path-regex", f"{ADMINISTRATION}|{BULK}")
    done = tried(description, server, tmp_path, *words, kind="integrator")
    assert done.returncode == 0, done.stdout


def test_answers_to_an_administrator_are_as_described(description: Json, server: Served, tmp_path: Path) -> None:
    done = tried(description, server, tmp_path, "--include-path-regex", ADMINISTRATION, kind="administrator")
    assert done.returncode == 0, done.stdout


def test_an_answer_that_is_not_as_described_is_caught(description: Json, server: Served, tmp_path: Path) -> None:
    words = ("--include-path", "/v1/learners/{learner_id}", "--include-method", "GET")
    done = tried(broken(description), server, tmp_path, *words, kind="integrator")
    assert done.returncode != 0
    assert "is_active" in done.stdout
