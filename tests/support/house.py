"""A running product with an account for each role, for journeys through the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.support.chromium import Visitor
from tests.support.reminders import PAGES
from tests.support.services import LEARNER, Product, one_machine


@dataclass
class House:
    """A running product with accounts, by role."""

    product: Product
    keys: dict[str, str]
    passwords: dict[str, str]

    def enter(self, visitor: Visitor, role: str) -> None:
        visitor.sign_in(f"{role}@acme", self.passwords[role])

    def api(self, kind: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.keys[kind]}"}
        return httpx.Client(base_url=f"{self.product.url}/v1", headers=headers, timeout=60.0)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One product for the module: SQLite and a worker that polls; its learners can be reminded."""
    with one_machine(tmp_path_factory.mktemp("house"), MORSEL_SERVER__PUBLIC_URL=PAGES) as product:
        keys = product.take_in()
        passwords = {}
        for role in ("author", "reviewer", "administrator", "learner"):
            learner = ("--learner-id", LEARNER) if role == "learner" else ()
            printed = product.run("user", "create", f"{role}@acme", "--role", role, *learner)
            passwords[role] = printed.split()[-1]
        yield House(product, keys, passwords)
