"""Take a file of another system in, as its kind says, within a request or as a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from service.db.base import DocumentId, Json, MicroModuleId
from service.db.imports import ImportKind
from service.db.unit_of_work import Database
from service.interchange.discourse import read_discourse
from service.interchange.forum import ForumExport
from service.interchange.items_csv import read_items_csv
from service.interchange.items_gift import read_gift
from service.interchange.slack import read_slack
from service.workflows.authoring.import_items import ImportedItem, import_items
from service.workflows.community.import_threads import ForumImport, import_threads
from service.workflows.community.know_writers import LearnerIdsAre
from service.workflows.platform.authenticate import Caller
from service.workflows.platform.export_published import WholeDocument

Strings = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """`options` are JSON, as the API's routes write them and only they: of each kind its own."""

    kind: ImportKind
    options: Json


def carry_out_import(order: ImportOrder, file: BinaryIO, *, dry_run: bool, caller: Caller, database: Database) -> Json:
    """What became of what the file holds, as the API answers it.

    Raises InvalidContent, TooLarge and whatever the import itself raises; what was taken in before stays.
    """
    return _BY_KIND[order.kind](order.options, file, dry_run, caller, database)


def _slack(options: Json, file: BinaryIO, dry_run: bool, caller: Caller, database: Database) -> Json:
    since, until, workspace = options["since"], options["until"], options["workspace"]
    export = read_slack(
        file,
        visibility=_cohorts(options),
        period=(_moment(since), _moment(until)),
        only=[str(name) for name in _list(options["channels"])],
        workspace=None if workspace is None else str(workspace),
    )
    return _threads(export, "slack", options, dry_run, caller, database)


def _discourse(options: Json, file: BinaryIO, dry_run: bool, caller: Caller, database: Database) -> Json:
    url = options["url"]
    export = read_discourse(
        file.read(),
        visibility=_cohorts(options),
        unknown_is_open=options["unknown_is_open"] is True,
        url=None if url is None else str(url),
    )
    return _threads(export, str(options["source"]), options, dry_run, caller, database)


def _threads(
    export: ForumExport,
    source: str,
    options: Json,
    dry_run: bool,
    caller: Caller,
    database: Database,
) -> Json:
    how = ForumImport(source, LearnerIdsAre(str(options["learner_ids"])), dry_run)
    done = import_threads(export, how=how, caller=caller, database=database)
    counts = {result.value: count for result, count in done.results.items()}
    return {"dry_run": dry_run, "counts": counts, "left_out": dict(done.left_out), "refused": done.refused}


def _items(options: Json, file: BinaryIO, dry_run: bool, caller: Caller, database: Database) -> Json:
    given, document, micro_module = file.read(), options["document"], options["micro_module"]
    into = MicroModuleId(str(micro_module)) if document is None else WholeDocument(DocumentId(str(document)))
    read = (
        read_gift(given) if options["format"] == "gift" else read_items_csv(given, mapping=_strings(options["mapping"]))
    )
    done = import_items(read, into, dry_run=dry_run, caller=caller, database=database)
    results = [one.result.value for one in done]
    counts = {result: results.count(result) for result in dict.fromkeys(results)}
    return {"dry_run": dry_run, "counts": counts, "items": [_item(one) for one in done]}


def _item(one: ImportedItem) -> Json:
    findings = [
        {"check": found.check, "severity": found.severity.value, "where": found.where, "message": found.message}
        for found in one.findings
    ]
    return {
        "line": one.line,
        "result": one.result.value,
        "item_id": one.item_id,
        "micro_module_id": one.micro_module_id,
        "findings": findings,
        "detail": one.detail,
    }


_BY_KIND: Mapping[ImportKind, Callable[[Json, BinaryIO, bool, Caller, Database], Json]] = {
    ImportKind.SLACK: _slack,
    ImportKind.DISCOURSE: _discourse,
    ImportKind.ITEMS: _items,
}


def _cohorts(options: Json) -> dict[str, frozenset[str]]:
    return {place: frozenset(cohorts) for place, cohorts in _strings(options["visibility"]).items()}


def _strings(value: object) -> Strings:
    read = value if isinstance(value, dict) else {}
    return {str(name): [str(one) for one in _list(values)] for name, values in read.items()}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _moment(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
