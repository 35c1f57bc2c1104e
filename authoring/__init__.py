"""From a document to checked micro-modules and quizzes, usable without the service: `draft(path)`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authoring.pipeline import draft, draft_document

__all__ = ["draft", "draft_document"]


def __getattr__(name: str) -> Any:
    # Lazy: the readers and the language layer cost a second to import, and `authoring.types` is wanted without them.
    if name in __all__:
        from authoring import pipeline

        return getattr(pipeline, name)
    raise AttributeError(name)
