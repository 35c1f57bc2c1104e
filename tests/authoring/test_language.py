"""Which language a text is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from authoring.language import detect_language, detect_languages, main_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Every driver must check the brakes before leaving the yard.", "en"),
        ("Ogni autista deve controllare i freni prima di lasciare il piazzale.", "it"),
        ("Chaque conducteur doit contrôler les freins avant de quitter la cour.", "fr"),
        ("Jeder Fahrer muss die Bremsen prüfen, bevor er den Hof verlässt.", "de"),
        ("Cada conductor debe revisar los frenos antes de salir del patio.", "es"),
        ("请在启动压机前确认防护罩已关闭。", "zh"),
        ("تأكد من إغلاق الحاجز قبل تشغيل المكبس.", "ar"),
        ("プレスを始動する前に、ガードが閉じていることを確認してください。", "ja"),
        ("Перед запуском пресса убедитесь, что ограждение закрыто.", "ru"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "OK", "Step 3", "12.4.1 / 77", "https://example.org/a-very-long-address/indeed"])
def test_too_little_text_tells_none(text: str) -> None:
    assert detect_language(text) is None


def test_many_texts_are_told_in_order() -> None:
    english, italian = (
        "The guard must be closed at all times while the press is running.",
        "Il riparo deve restare sempre chiuso durante il lavoro.",
    )

    assert detect_languages([italian, "x", english]) == ["it", None, "en"]


def test_the_main_language_has_most_characters() -> None:
    assert main_language([("en", 10), ("it", 30), ("en", 15), (None, 99)]) == "it"
    assert main_language([(None, 5)]) is None


def test_importing_the_module_loads_no_models() -> None:
    code = "import sys, authoring.language; sys.exit('lingua' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
