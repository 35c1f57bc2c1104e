"""Why somebody may know, in words: made of the very terms that ranked them."""

from __future__ import annotations

from recommender.expertise import Ground, Term

_ONE = {
    "en": {
        Ground.ACCEPTED: "Solved a question like this one",
        Ground.ANSWERED: "Answered a question like this one",
        Ground.MASTERED: "Completed the micro-module on this",
    },
    "it": {
        Ground.ACCEPTED: "Ha risolto una domanda come questa",
        Ground.ANSWERED: "Ha risposto a una domanda come questa",
        Ground.MASTERED: "Ha completato il micro-modulo su questo tema",
    },
}
_MANY = {
    "en": {
        Ground.ACCEPTED: "Solved {count} questions like this one",
        Ground.ANSWERED: "Answered {count} questions like this one",
        Ground.MASTERED: "Completed {count} micro-modules on this",
    },
    "it": {
        Ground.ACCEPTED: "Ha risolto {count} domande come questa",
        Ground.ANSWERED: "Ha risposto a {count} domande come questa",
        Ground.MASTERED: "Ha completato {count} micro-moduli su questo tema",
    },
}


def explain(term: Term, *, language: str) -> str:
    """One sentence without a full stop; in English where the language is not one of ours."""
    spoken = language if language in _ONE else "en"
    if len(term.about) == 1:
        return _ONE[spoken][term.ground]
    return _MANY[spoken][term.ground].format(count=len(term.about))
