"""What the demo does and prints: the author's way for each sample, then a learner's on one micro-module."""

from __future__ import annotations

import textwrap
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from service.cli.demo.client import Client, Json, RequestRefused
from service.cli.demo.house import House

ENDED = {"succeeded", "partly_succeeded", "failed", "cancelled"}
POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document that was taken in and drafted."""

    document_id: str
    title: str


def draft_document(author: Client, file: Path, *, title: str, language: str) -> Drafted:
    """Upload, wait for the job, print a line or two about the draft."""
    started = time.monotonic()
    receipt = author.upload("/v1/documents", file, title=title, language=language)
    job = _finished(author, receipt["job"]["url"])
    seconds = time.monotonic() - started
    if job["state"] not in {"succeeded", "partly_succeeded"}:
        raise RequestRefused("POST", f"/v1/documents ({file.name})", status=202, body=str(job["problem"]))
    draft = author.get(f"/v1/documents/{receipt['id']}/draft")
    _print_draft(file, draft, seconds)
    return Drafted(receipt["id"], title)


def follow_a_learner(author: Client, reviewer: Client, house: House, drafted: Drafted) -> None:
    """Edit, approve and publish one micro-module of a document, then read it and answer its quiz."""
    row = _best(author, drafted)
    path = f"/v1/micro-modules/{row['id']}"
    print(f"\nOne micro-module of “{drafted.title}”, from review to a learner's answer")
    edited = author.patch(path, {"title": row["title"]}, If_Match=f'"{row["revision"]}"')
    approved = reviewer.post(f"{path}/approve", {"digest": edited["content_digest"]})
    published = reviewer.post(f"{path}/publish", {"digest": approved["content_digest"]})
    print(f"  approved and published as version {published['published_number']}: {published['title']}")
    learner = Client(house.address, house.keys["learner"])
    _read(learner.get(f"/v1/catalogue/{row['id']}"))
    quiz = learner.get(f"/v1/catalogue/{row['id']}/quiz")
    keys = {item["id"]: _right_words(item) for item in published["items"]}
    for number, item in enumerate(item for item in quiz["items"] if item["options"]):
        _answer(learner, row["id"], item, right=keys[item["id"]] if number % 2 == 0 else set())
    administrator = Client(house.address, house.keys["administrator"])
    trail = administrator.get("/v1/audit-trail?limit=100")
    acts = Counter(str(entry["action"]) for entry in trail["items"])
    print("\n  audit trail: " + ", ".join(f"{count} × {act}" for act, count in sorted(acts.items())))


def _finished(client: Client, url: str) -> Json:
    while True:
        job = client.get(url)
        if job["state"] in ENDED:
            return job
        time.sleep(POLL_SECONDS)


def _print_draft(file: Path, draft: Json, seconds: float) -> None:
    micro_modules = draft["micro_modules"]
    items = Counter(item["type"] for one in micro_modules for item in one["items"])
    findings = Counter(finding["severity"] for one in micro_modules for finding in one["findings"])
    findings.update(finding["severity"] for finding in draft["findings"])
    coverage = draft["coverage"]
    teaches = {block["id"] for block in draft["blocks"] if block["role"] not in {"boilerplate", "quiz"}}
    open_gaps = [gap for gap in coverage["not_taught"] if gap["block"] in teaches]
    taught = len(coverage["taught"])
    share = taught / max(1, taught + len(open_gaps))
    unread = draft["preflight"]["unread"]
    print(f"{file.name}: {len(micro_modules)} micro-modules, {sum(items.values())} items, {seconds:.1f} s")
    print("  items     " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in items.most_common()))
    print(f"  findings  {findings['blocker']} blockers, {findings['advice']} advice")
    print(
        f"  coverage  {share:.0%} of {taught + len(open_gaps)} teachable blocks taught, "
        f"{len(coverage['obligations_not_taught'])} obligations not taught, {len(unread)} places not read"
    )


def _best(author: Client, drafted: Drafted) -> Json:
    page = author.get(f"/v1/micro-modules?document={drafted.document_id}&limit=100")
    ready = [row for row in page["items"] if row["blocker_count"] == 0]
    return max(ready, key=lambda row: (row["item_count"], row["bank_count"]))


def _read(published: Json) -> None:
    print(f"  objective: {published['objective']} ({published['reading_seconds']} s of reading)")
    for part in published["body"][:4]:
        lines = part["text"].splitlines()[:4] if part["layout"] == "table" else [part["text"]]
        for line in lines:
            print(textwrap.indent(textwrap.fill(line, 110, max_lines=4), "    "))
    print(f"    … {max(0, len(published['body']) - 4)} more parts, {len(published['key_points'])} key points")


def _right_words(item: Json) -> set[str]:
    """The key as its author sees it: the demo answers every other item as somebody who has read."""
    return {option["text"] for option in item["options"] if option["correct"]}


def _answer(learner: Client, micro_module: str, item: Json, *, right: set[str]) -> None:
    print(f"\n  {item['stem']}")
    for option in item["options"]:
        print(f"    ( ) {option['text']}")
    chosen = next((option for option in item["options"] if option["text"] in right), item["options"][0])
    graded = learner.post(
        f"/v1/catalogue/{micro_module}/responses",
        {"item_id": item["id"], "option_ids": [chosen["id"]]},
        Idempotency_Key=f"demo-{item['id']}",
    )
    print(
        f"    chosen: {chosen['text']} → {'right' if graded['correct'] else 'not right'}, score {graded['score']:.2f}"
    )
    print(textwrap.indent(textwrap.fill(f"because: {graded['rationale']}", 110), "    "))
    if graded["citation"]:
        page = graded["citation"]["page"]
        print(f"    source: {'page ' + str(page) if page else 'block ' + graded['citation']['block']}")
