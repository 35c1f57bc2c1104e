"""Reasons: the terms that carried a recommendation, in words. Nothing is said that the score did not count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from recommender.candidates import Evidence
from recommender.types import Reason

MOST = 2  # reasons that are shown; a third is not read
_ALONE = frozenset({"start", "right_difficulty"})  # said where nothing else is
_SHARE = 0.15  # of the strongest term; weaker ones did not decide anything

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "overdue": {"en": "This was to be completed by {due_on}.", "it": "Andava completato entro il {due_on}."},
    "mandatory": {"en": "You have been asked to complete this{by}.", "it": "Ti è stato chiesto di completarlo{by}."},
    "assigned": {"en": "It is on your learning plan{by}.", "it": "È nel tuo piano di formazione{by}."},
    "due": {
        "en": "Time to repeat it: {days} since you last did, and about {recall} likely that you still know it.",
        "it": "È ora di ripassarlo: {days} dall'ultima volta, e circa il {recall} di probabilità di saperlo ancora.",
    },
    "goal": {"en": "It leads to your goal “{goal}”.", "it": "Porta al tuo obiettivo «{goal}»."},
    "gap": {
        "en": "Your goal “{goal}” needs it, and your answers so far say that it is not settled yet.",
        "it": "Serve al tuo obiettivo «{goal}», e le risposte date finora dicono che non è ancora acquisito.",
    },
    "next_in_document": {"en": "It comes after “{after}”.", "it": "Viene dopo «{after}»."},
    "similar": {
        "en": "It is close to “{to}”, which you went into.",
        "it": "È vicino a «{to}», che hai approfondito.",
    },
    "co_engaged": {
        "en": "Colleagues who took up “{with}” took this up too.",
        "it": "Chi tra i colleghi ha seguito «{with}» ha seguito anche questo.",
    },
    "cohort": {"en": "Many in “{cohort}” took it up.", "it": "Molti in «{cohort}» l'hanno seguito."},
    "new": {"en": "It was published on {published_on}.", "it": "È stato pubblicato il {published_on}."},
    "popular": {"en": "Many colleagues took it up.", "it": "Molti colleghi l'hanno seguito."},
    "start": {"en": "A place to begin.", "it": "Un punto da cui cominciare."},
    "same_passage": {"en": "It is about “{about}”, which you took up.", "it": "Riguarda «{about}», che hai seguito."},
    "can_answer": {
        "en": "You could help: your answers on “{about}” were good.",
        "it": "Potresti aiutare: le tue risposte su «{about}» erano buone.",
    },
    "asked_you": {"en": "You were asked for an answer.", "it": "Ti è stata chiesta una risposta."},
    "from_colleagues": {"en": "Colleagues are talking about it.", "it": "I colleghi ne stanno parlando."},
    "right_difficulty": {
        "en": "It should be neither too easy nor too hard for you.",
        "it": "Non dovrebbe essere né troppo facile né troppo difficile per te.",
    },
}
_BY = {"en": ", by {on}", "it": ", entro il {on}"}
_DAYS = {"en": ("less than a day", "a day", "{} days"), "it": ("meno di un giorno", "un giorno", "{} giorni")}
LANGUAGES = ("en", "it")


def reasons_of(
    terms: Mapping[str, float], evidence: Mapping[str, Evidence], *, locale: str | None
) -> tuple[Reason, ...]:
    """The strongest terms that speak for it, at most `MOST`, in the language of the locale or else in English."""
    spoken = (locale or "en").partition("-")[0].lower()
    language = spoken if spoken in LANGUAGES else "en"
    speaking_for = sorted((code for code in terms if code in _TEXTS and terms[code] > 0), key=lambda c: (-terms[c], c))
    strong = [code for code in speaking_for[:MOST] if terms[code] >= _SHARE * terms[speaking_for[0]]]
    strong = strong[:1] + [code for code in strong[1:] if code not in _ALONE]
    return tuple(
        Reason(code, _TEXTS[code][language].format(**_words(evidence[code], language)), evidence[code])
        for code in strong
    )


def _words(evidence: Evidence, language: str) -> dict[str, str]:
    words = {name: value for name, value in evidence.items() if isinstance(value, str)}
    due_at, published_at = words.get("due_at"), words.get("published_at")
    words["by"] = _BY[language].format(on=_day(due_at)) if due_at else ""
    words["due_on"] = _day(due_at) if due_at else ""
    words["published_on"] = _day(published_at) if published_at else ""
    if "days" in evidence:
        words["days"] = _count_days(int(evidence["days"]), language)
    if "recall" in evidence:
        words["recall"] = f"{round(100 * float(evidence['recall']))} %"
    return words


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).date().isoformat()


def _count_days(days: int, language: str) -> str:
    none, one, many = _DAYS[language]
    return none if days == 0 else one if days == 1 else many.format(days)
