"""A passage is found by quoting it: W3C Web Annotation's TextQuoteSelector.

https://www.w3.org/TR/annotation-model/#text-quote-selector. An offset dies with the next
version of a document; a quote with a little of its surroundings survives it. `locate` says how
it found the passage, because a quote that was found "somehow" under a verdict is worse than
one that is lost: only `EXACT` and `CONTEXT` may be taken without a person looking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from claims.reading.alignment import TELLING, Candidate, Needle, candidates
from claims.reading.folding import fold

CONTEXT_LENGTH = 32
"""Code points of prefix and suffix, as in the standard's examples and Hypothesis' client."""

_SAME_CONTEXT = 0.75
"""Share of the context that must agree for the only verbatim place to be taken at once."""

_LIKELY_CONTEXT = 0.6
_LIKELY_CONTEXT_SHORT = 0.85
"""The same where every rival was weighed, for a quote of 64 code points and for the shortest.
Contexts that have nothing to do with each other agree to some .3 to .45 in English; one word in
eleven changed leaves some .85."""

_LEAD = 0.05
_CONTEXT_LEAD = 0.15
"""By how much a verbatim place must beat every rival, in score and in context, to be sure."""

_LEAST = 0.6
"""A changed passage with a lower score is no find: measured on passages taken out of the text."""

_LEAST_VERBATIM = 0.5
"""The same where the words are all there: a quote of 20 letters reaches it anywhere."""


class Found(StrEnum):
    """How a passage was found.

    `EXACT`: the quote stands there word for word, nowhere else, and its surroundings agree.
    `CONTEXT`: word for word, in several places, and the surroundings tell which.
    `APPROXIMATE`: the likeliest place, for a person to look at: the words have changed, or they
    are the same but the surroundings say otherwise or cannot tell between several places.
    `LOST`: nothing like it; start and end are -1.
    """

    EXACT = "exact"
    CONTEXT = "context"
    APPROXIMATE = "approximate"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """The passage (`exact`) and up to 32 code points before and after it, verbatim."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` in code points, and a score from 0 to 1: how much of the quote and its
    context agree, white space and typography apart. An `APPROXIMATE` place scoring 1 differs in
    those alone; with .5 or less, several places fit about as well and one was taken: the nearest
    to `near`, or the first."""

    start: int
    end: int
    found: Found
    score: float


_LOST = Place(-1, -1, Found.LOST, 0.0)


def select(text: str, start: int, end: int) -> TextQuoteSelector:
    """The selector of `text[start:end]`, offsets in code points.

    Raises ValueError, with a sentence, for an empty span or one that leaves the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(
            f"The passage from {start} to {end} is empty or leaves the text, "
            f"which has {len(text)} characters."
        )
    return TextQuoteSelector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_LENGTH) : start],
        suffix=text[end : end + CONTEXT_LENGTH],
    )


def locate(text: str, selector: TextQuoteSelector, *, near: int | None = None) -> Place:
    """Find the selector's passage in `text`; `near` is where it started before, if known.

    `locate(text, select(text, start, end), near=start)` is always that span. Without `near` it
    is that span unless another place has the same quote and the same 32 code points on both
    sides (and, within 32 of the text's beginning or end, the same distance from it): such
    places cannot be told apart, and the first is given with the score .5.

    Raises ValueError, with a sentence, for a selector whose quote is empty. Time is linear in
    the text, whatever text and quote.
    """
    if not selector.exact:
        raise ValueError(
            "The quote is empty, so there is nothing to find: a passage is found by its words, "
            "not by what stands before and after them."
        )
    near = None if near is None else max(0, near)
    return (
        _verbatim_with_context(text, selector, near)
        or _only_verbatim(text, selector)
        or _likeliest(text, selector, near)
    )


def _verbatim_with_context(
    text: str, selector: TextQuoteSelector, near: int | None
) -> Place | None:
    """The quote with its whole context, letter for letter."""
    lead, quote = len(selector.prefix), selector.exact
    whole = selector.prefix + quote + selector.suffix
    if len(whole) == len(quote) and not (near is not None and text.startswith(quote, near)):
        return None
    first = text.find(whole)
    if first < 0:
        return None
    only = text.find(whole, first + 1) < 0
    start = first if only else _choose(text, selector, near, first)
    unique = text.find(quote) == start + lead and text.find(quote, start + lead + 1) < 0
    cut_short = bool(selector.prefix and selector.suffix) and _at_an_edge(text, selector, start)
    sure = only or start + lead == near or cut_short
    found = (Found.EXACT if unique else Found.CONTEXT) if sure else Found.APPROXIMATE
    return Place(start + lead, start + lead + len(quote), found, 1.0 if sure else 0.5)


def _at_an_edge(text: str, selector: TextQuoteSelector, start: int) -> bool:
    """Does the text begin or end where a context shorter than usual says that it does?"""
    whole = len(selector.prefix) + len(selector.exact) + len(selector.suffix)
    begins = len(selector.prefix) < CONTEXT_LENGTH and start == 0
    ends = len(selector.suffix) < CONTEXT_LENGTH and start + whole == len(text)
    return begins or ends


def _choose(text: str, selector: TextQuoteSelector, near: int | None, first: int) -> int:
    """Which of several places with quote and context: the one at the text's edge if the context
    is cut short by it, else the old one or the nearest to it, else the first."""
    whole = selector.prefix + selector.exact + selector.suffix
    last = len(text) - len(whole)
    for edge in (0, last):
        if text.startswith(whole, edge) and _at_an_edge(text, selector, edge):
            return edge
    if near is None:
        return first
    old = max(0, near - len(selector.prefix))
    after = text.find(whole, old)
    # Forward search in the mirrored text: rfind is quadratic on repetitive text.
    head = text[: old + len(whole)]
    mirrored = head[::-1].find(whole[::-1])
    before = len(head) - len(whole) - mirrored
    places = [place for place in (before if mirrored >= 0 else -1, after) if place >= 0]
    return min(places, key=lambda place: abs(place - old))


def _only_verbatim(text: str, selector: TextQuoteSelector) -> Place | None:
    """The only place with these words, if nothing speaks against it."""
    start = text.find(selector.exact)
    if start < 0 or text.find(selector.exact, start + 1) >= 0:
        return None
    end = start + len(selector.exact)
    if not selector.prefix and not selector.suffix:
        return Place(start, end, Found.EXACT, 1.0)
    agreement = _agreement(text, selector, start, end)
    if len(selector.exact) < TELLING or agreement < _SAME_CONTEXT:
        return None
    return Place(start, end, Found.EXACT, agreement)


def _agreement(text: str, selector: TextQuoteSelector, start: int, end: int) -> float:
    """Share of the selector's context, 0 to 1, that stands around `text[start:end]`."""
    prefix, suffix = selector.prefix, selector.suffix
    before = fold(text[max(0, start - len(prefix)) : start]).text
    after = fold(text[end : end + len(suffix)]).text
    same = len(prefix) * fuzz.ratio(fold(prefix).text, before)
    same += len(suffix) * fuzz.ratio(fold(suffix).text, after)
    return same / 100 / (len(prefix) + len(suffix))


def _likeliest(text: str, selector: TextQuoteSelector, near: int | None) -> Place:
    """Weigh every place that shares some words with the quote and its context."""
    needle = Needle.of(selector.prefix, selector.exact, selector.suffix)
    if not needle.quote.strip():
        return _LOST
    found = candidates(text, needle, near)
    if not found:
        return _LOST
    best = found[0]
    verbatim = text[best.start : best.end] == selector.exact
    if best.score < (_LEAST_VERBATIM if verbatim else _LEAST):
        return _LOST
    if not verbatim:
        return Place(best.start, best.end, Found.APPROXIMATE, best.score)
    rivals = [
        other
        for other in found[1:]
        if not best.overlaps(other) or text[other.start : other.end] == selector.exact
    ]
    return _verbatim(text, selector, best, rivals)


def _verbatim(
    text: str, selector: TextQuoteSelector, best: Candidate, rivals: Sequence[Candidate]
) -> Place:
    """The quote word for word: sure, or only likely? A rival may lack the quote and yet have the
    better surroundings: then the passage stood there and is gone."""
    score_of_rival = max((other.score for other in rivals), default=0.0)
    context_of_rival = max((other.context for other in rivals), default=0.0)
    ahead = best.score >= score_of_rival + _LEAD
    if selector.prefix or selector.suffix:
        ahead = ahead and best.context >= context_of_rival + _CONTEXT_LEAD
    if not ahead:
        return Place(best.start, best.end, Found.APPROXIMATE, min(best.score, 0.5))
    if best.context < _likely_context(selector):
        return Place(best.start, best.end, Found.APPROXIMATE, best.score)
    first = text.find(selector.exact)
    unique = first == best.start and text.find(selector.exact, first + 1) < 0
    return Place(best.start, best.end, Found.EXACT if unique else Found.CONTEXT, best.score)


def _likely_context(selector: TextQuoteSelector) -> float:
    """The agreement that makes a verbatim place sure: "in 2017" may stand anywhere."""
    long = min(1.0, len(selector.exact) / TELLING)
    return _LIKELY_CONTEXT_SHORT + (_LIKELY_CONTEXT - _LIKELY_CONTEXT_SHORT) * long
