"""Which sentences are worth a look: a score from 0 to 1, with its reasons in words.

It suggests and people decide; nothing becomes a claim by itself. English is scored by a small
trained model (see `checkworthiness_model`), every other language by what carries over: figures,
shares, money, units and dates. Honestly: on debates, where the model comes from, nearly all of
the first ten are worth checking; on a document of another kind one in four of the first ten is
what this task allows. In CLEF's CheckThat! 2019 the best system had a mean average precision of
.166 against what fact-checkers really took up, .25 on speeches (http://ceur-ws.org/Vol-2380/).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.reading.checkworthiness_model import (
    LONGEST,
    Model,
    english_features,
    models,
    sign_features,
)
from claims.reading.signs import Sign, Speaks, found, is_english, signs

HONEST_NOTE = (
    "These are suggestions; people decide. Expect about one in four of the first ten to be worth "
    "checking, and look at the rest of the document too."
)

FALLBACK_NOTE = (
    "The language is not known to be English, so only figures, shares, money, units and dates "
    "were looked for: what is claimed in words alone is missed."
)

WORDING = "is worded like sentences that were worth checking"
"""The reason where the model says so, but none of the signs does."""

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = frozenset({"the", "of", "and", "to", "that", "with", "for", "was", "is"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence's score from 0 to 1, the reasons for checking it and the doubts, in words.

    Reasons and doubts complete "this sentence ...", the weightiest first.
    """

    score: float
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def suggest(text_of_sentences: Sequence[str], language: str) -> list[Suggestion]:
    """One suggestion for each sentence, in their order.

    `language` is a BCP 47 tag. Where it isn't English, empty included, figures, shares, money,
    units and dates decide alone: show FALLBACK_NOTE then. Of a sentence the first 2,000
    characters are read.
    """
    english = is_english(language)
    model = models()["english" if english else "any language"]
    read = signs(language)
    return [_suggestion(sentence, model, read, english) for sentence in text_of_sentences]


def _suggestion(sentence: str, model: Model, read: Sequence[Sign], english: bool) -> Suggestion:
    seen = found(sentence[:LONGEST], read)
    score = model.score(english_features(sentence, seen) if english else sign_features(seen))
    ordered = sorted(seen, key=lambda sign: -abs(model.weights.get(f"sign {sign.reason}", 0.0)))
    reasons = tuple(sign.reason for sign in ordered if sign.speaks == Speaks.FOR)
    doubts = tuple(sign.reason for sign in ordered if sign.speaks == Speaks.AGAINST)
    return Suggestion(score, reasons or ((WORDING,) if score >= 0.5 else ()), doubts)


def best_first(suggestions: Sequence[Suggestion]) -> list[int]:
    """The positions of the sentences, best score first; of equals the earlier one first."""
    return sorted(range(len(suggestions)), key=lambda position: -suggestions[position].score)


def likely_language(text: str) -> str:
    """ "en" where one word in ten is a common English one, else "" for unknown.

    For files that do not say their language. The Universal Declaration of Human Rights has 26 %
    of these words in English and under 1 % in German, French, Spanish and 15 other languages.
    """
    words = [word.lower() for word in _WORD.findall(text[:20_000])]
    common = sum(word in _ENGLISH_WORDS for word in words)
    return "en" if words and common / len(words) >= 0.1 and "the" in words else ""
