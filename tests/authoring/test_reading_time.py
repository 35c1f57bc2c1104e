"""Reading time: words a minute, bounds that agree in words and seconds, what counts at all."""

from authoring.reading_time import FEWEST_WORDS, MOST_WORDS, count_words, reading_seconds, taught_words
from authoring.types import BlockRole
from tests.support.documents import build, paragraph


def test_the_bounds_in_words_and_in_seconds_agree() -> None:
    assert reading_seconds(FEWEST_WORDS) == 45
    assert reading_seconds(FEWEST_WORDS - 1) == 44
    assert reading_seconds(MOST_WORDS) == 180
    assert MOST_WORDS * 60 / 238 <= 180 < (MOST_WORDS + 1) * 60 / 238


def test_chinese_and_japanese_count_by_characters() -> None:
    assert count_words("安全第一です") == 3
    assert count_words("sicurezza è") == 2


def test_quizzes_and_boilerplate_take_no_reading_time() -> None:
    document = build(
        paragraph("Two words."),
        paragraph("Which is right?", role=BlockRole.QUIZ),
        paragraph("All rights reserved.", role=BlockRole.BOILERPLATE),
    )

    assert [taught_words(block) for block in document.blocks] == [2, 0, 0]
