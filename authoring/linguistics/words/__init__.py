"""Word lists by language, each a text file of words separated by white space."""

from functools import lru_cache
from importlib.resources import files


def word_list(name: str) -> frozenset[str]:
    """The words of the list `name`, such as "stopwords_en"."""
    return frozenset(word_sequence(name))


@lru_cache(maxsize=64)
def word_sequence(name: str) -> tuple[str, ...]:
    """The words of the list `name` in the order of the file."""
    return tuple(files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").split())
