"""Values that a unit is usually given in, for distractors of numbers where the document offers too few."""

from __future__ import annotations

from bisect import bisect_left

_SCALES: dict[str, tuple[float, ...]] = {
    "second": (1, 2, 5, 10, 15, 30, 60, 90, 120),
    "minute": (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120),
    "hour": (1, 2, 4, 6, 8, 12, 24, 48, 72, 96),
    "day": (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180),
    "week": (1, 2, 3, 4, 6, 8, 12),
    "month": (1, 2, 3, 6, 9, 12, 18, 24, 36),
    "year": (1, 2, 3, 5, 7, 10, 15, 20),
    "percent": (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 99),
    "bit": (8, 16, 32, 64, 80, 96, 112, 128, 160, 192, 224, 256, 384, 512, 1024, 2048, 3072, 4096),
    "other": (2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 30, 32, 40, 50, 64, 80, 100, 128, 200, 256, 500, 1000),
}  # fmt: skip
_SCALE_OF = {
    "secondo": "second", "secondi": "second", "minuto": "minute", "minuti": "minute", "ora": "hour", "ore": "hour",
    "giorno": "day", "giorni": "day", "settimana": "week", "settimane": "week", "mese": "month", "mesi": "month",
    "anno": "year", "anni": "year", "%": "percent", "percent": "percent", "per cent": "percent", "per cento": "percent",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second",
}  # fmt: skip


def scale_values(value: float, unit: str | None) -> tuple[float, ...]:
    """Other values near `value` on the scale of `unit`, alternately below and above, nearest first."""
    scale = [step for step in _SCALES[_scale_name(unit)] if step != value]
    place = bisect_left(scale, value)
    below, above = scale[:place][::-1], scale[place:]
    mixed: list[float] = []
    for index in range(max(len(below), len(above))):
        mixed += below[index : index + 1] + above[index : index + 1]
    return tuple(mixed[:6])


def _scale_name(unit: str | None) -> str:
    last = (unit or "").lower().split()[-1:] or [""]
    name = _SCALE_OF.get(last[0], last[0].removesuffix("s"))
    return name if name in _SCALES else "other"
