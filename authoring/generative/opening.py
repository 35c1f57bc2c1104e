"""Puts an engine together out of an address: the model behind patience, chance and clock of this machine."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field

from authoring.generative.asking import Engine
from authoring.generative.brief import Brief
from authoring.generative.generations import GenerationStore, Prices
from authoring.generative.langchain_model import open_language_model
from authoring.generative.language_model import LanguageModel, ModelAddress
from authoring.generative.patience import Patience, PatientModel, WallClock

_DELIMITER_BYTES = 12  # nobody guesses 96 bits into a document


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model and how long it is waited for."""

    address: ModelAddress
    patience: Patience = field(default_factory=Patience)


def open_model(config: ModelConfig) -> LanguageModel:
    """The model behind retries and a breaker; keep it, the breaker counts. Raises UnknownProvider."""
    model = open_language_model(config.address)
    return PatientModel(model, config.patience, WallClock(), random.Random())  # noqa: S311  spreads retries, no secret


def open_engine(model: LanguageModel, store: GenerationStore, *, brief: Brief, prices: Prices) -> Engine:
    """The engine that drafts with the model."""
    return Engine(
        model=model,
        store=store,
        draw_delimiter=lambda: secrets.token_hex(_DELIMITER_BYTES),
        clock=WallClock(),
        brief=brief,
        prices=prices,
    )
