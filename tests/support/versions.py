"""A real document under several versions, drafted by the real pipeline, and what becomes of its micro-modules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.bootstrap import open_drafting
from service.jobs.runner import Runner
from tests.support.web import Web, approve

GUIDE = Path(__file__).parents[2] / "examples" / "onboarding-guide.md"
BADGE = "reported to the control room within 30 minutes"
PROBATION = "The probation period ends after 90 days."


@dataclass
class House:
    """A document, its micro-modules by title, and ways to put a new version in its place."""

    web: Web
    document_id: str

    def post_version(self, text: str) -> int:
        """The next version, drafted; its number."""
        file = {"file": ("onboarding-guide.md", text.encode(), "text/markdown")}
        answered = self.web.author.post(f"/v1/documents/{self.document_id}/versions", files=file)
        assert answered.status_code == 202, answered.text
        work_off(self.web)
        number: int = answered.json()["version"]
        return number

    def rows(self) -> dict[str, dict[str, Any]]:
        """Every micro-module of the document by its title."""
        page = self.web.author.get("/v1/micro-modules", params={"document": self.document_id, "limit": "100"})
        return {one["title"]: one for one in page.json()["items"]}

    def impact(self, **params: str) -> dict[str, Any]:
        answered = self.web.author.get(f"/v1/documents/{self.document_id}/impact", params=params)
        assert answered.status_code == 200, answered.text
        impact: dict[str, Any] = answered.json()
        return impact

    def touched(self) -> dict[str, dict[str, Any]]:
        """What the latest version did to all that it did something to, by title."""
        return {one["title"]: one for one in self.impact()["micro_modules"] if one["effect"] != "unchanged"}

    def publish(self, micro_module_id: str) -> None:
        path = f"/v1/micro-modules/{micro_module_id}"
        for answered in (approve(self.web.author, path), self.web.author.post(f"{path}/publish")):
            assert answered.status_code == 200, answered.text

    def publish_all(self) -> None:
        for one in self.rows().values():
            self.publish(one["id"])

    def teaching(self, sentence: str) -> str:
        """The micro-module whose body says this."""
        for one in self.rows().values():
            content = self.web.author.get(f"/v1/micro-modules/{one['id']}").json()
            if any(sentence in part["text"] for part in content["body"]):
                found: str = one["id"]
                return found
        raise LookupError(sentence)


def open_house(web: Web) -> House:
    """The guide, uploaded and drafted."""
    file = {"file": ("onboarding-guide.md", GUIDE.read_bytes(), "text/markdown")}
    answered = web.author.post("/v1/documents", files=file)
    assert answered.status_code == 202, answered.text
    work_off(web)
    return House(web, answered.json()["id"])


def work_off(web: Web) -> None:
    runner = Runner(web.services, open_drafting(web.services))
    while runner.run_one():
        pass


def changed(*replacements: tuple[str, str]) -> str:
    """The guide with these words in place of those."""
    text = GUIDE.read_text(encoding="utf-8")
    for was, now in replacements:
        assert was in text
        text = text.replace(was, now, 1)
    return text
