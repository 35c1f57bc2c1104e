"""The language model as the command line uses it: out of the settings, with each file's calls kept beside its draft."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from authoring.errors import UnreadableDocument
from authoring.types import Draft
from service.errors import InvalidSettings
from service.settings import Model, read_settings

if TYPE_CHECKING:
    from authoring.generative.asking import Engine
    from authoring.generative.brief import Brief
    from authoring.generative.generations import Prices
    from authoring.generative.language_model import LanguageModel

GENERATIONS = "generations.jsonl"  # beside draft.json: a run that was stopped pays for none of them again
_REMARKS = {
    "model_unavailable": "sections kept the document's own words, because the language model did not answer",
    "model_draft_dropped": "sections kept the document's own words, because the model's draft was not better",
    "addressed_to_machine": "sections hold text that gives orders to a machine; it was not sent",
}


@dataclass(frozen=True, slots=True)
class CommandModel:
    """One model for all files of a run."""

    model: LanguageModel
    settings: Model
    brief: Brief

    @property
    def prices(self) -> Prices:
        """As the settings have them."""
        from authoring.generative.generations import Prices

        return Prices(self.settings.input_price, self.settings.output_price)

    def engine(self, folder: Path) -> Engine:
        """The engine for the file whose draft goes into `folder`."""
        from authoring.generative.generation_file import GenerationFile
        from authoring.generative.opening import open_engine

        return open_engine(self.model, GenerationFile(folder / GENERATIONS), brief=self.brief, prices=self.prices)

    def remarks(self, drafted: Draft) -> Iterator[str]:
        """What the author should know of how the model did."""
        found = Counter(finding.check for one in drafted.micro_modules for finding in one.findings)
        for check, words in _REMARKS.items():
            if found[check]:
                yield f"{found[check]} of {len(drafted.micro_modules)} {words}"


def open_command_model(brief: Path | None) -> CommandModel:
    """The model of the settings. Raises InvalidSettings, InvalidBrief, OSError."""
    from authoring.generative.brief import read_brief
    from service.bootstrap import open_model

    settings = read_settings().model
    model = open_model(settings)
    if model is None:
        message = "the generative engine needs a language model: set MORSEL_MODEL__NAME (docs/models.md)"
        raise InvalidSettings(message)
    return CommandModel(model, settings, read_brief(brief.read_text(encoding="utf-8") if brief else None))


def print_estimate(path: Path, model: CommandModel) -> bool:
    """Say what drafting the file would take; whether it could be read."""
    from authoring.extractive.evidence import gather_evidence
    from authoring.generative.estimate import estimate
    from authoring.readers import read
    from authoring.segmentation import segment_document
    from indexes.sentence_transformer import bundled_embedder

    try:
        document = read(path)
    except UnreadableDocument as fault:
        print(f"morsel author: {fault}", file=sys.stderr)
        return False
    segments = segment_document(document, embedder=bundled_embedder())
    found = estimate(gather_evidence(document, segments), segments, model.prices, is_outlined=False)
    print(
        f"{path.name}: {found.calls} to {found.most_calls} calls, about {found.tokens.input} tokens in and "
        f"{found.tokens.output} out, {found.cost_micros / 1e6:.2f} to {found.most_cost_micros / 1e6:.2f} "
        f"{model.settings.currency}"
    )
    return True
