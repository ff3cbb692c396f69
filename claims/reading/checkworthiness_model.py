"""A small linear model of check-worthiness: named features, a weight for each, a sum.

What it was trained on: ClaimBuster (F. Arslan, N. Hassan, C. Li, M. Tremayne, "A Benchmark
Dataset of Check-worthy Factual Claims", ICWSM 2020, https://doi.org/10.5281/zenodo.3609356,
CC BY 4.0), sentences of the United States' presidential debates from 1960 to 2016. The weights
in `checkworthiness.json` come from the command `train_checkworthiness`; none of the sentences
is in them. Training and use read features through the same functions here, so that they cannot
drift apart, and use needs nothing but Python.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from claims.reading.signs import Sign

LONGEST = 2000
"""Code points of a sentence that are read: what is longer is a table or an endless line."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d(?:[\d,.]*\d)?|[$%?!,]")
_FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
_GRAM_SCALE = 3.0
"""Against a sign's 1: how freely the training may use n-grams (found by cross-validation)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by the features' names, and the constant they are added to."""

    constant: float
    weights: dict[str, float]

    def score(self, features: dict[str, float]) -> float:
        """From 0 to 1. It ranks; it is no probability, and the log-odds are halved to say so:
        outside debates the model is surer than it is right. A score of .5 is even odds in the
        training data, where two sentences in seven are check-worthy.
        """
        weights = self.weights
        total = sum(weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, (self.constant + total) / 2))))


@cache
def models() -> dict[str, Model]:
    """The shipped models by name: "english", and "any language" with signs alone."""
    packed = resources.files("claims.reading").joinpath("checkworthiness.json")
    stored = json.loads(packed.read_text(encoding="utf-8"))["models"]
    return {name: Model(one["constant"], one["weights"]) for name, one in stored.items()}


def sign_features(seen: Mapping[Sign, int]) -> dict[str, float]:
    """Signs seen, as `signs.found` counts them: by their reasons, and again for more than one."""
    features: dict[str, float] = {}
    for sign, count in seen.items():
        features[f"sign {sign.reason}"] = 1.0
        if count > 1:
            features[f"more {sign.reason}"] = 1.0
    return features


def length_features(sentence: str) -> dict[str, float]:
    """How long the sentence is, in words: the shortest assert little."""
    words = len(sentence[:LONGEST].split())
    features = {"length": math.log1p(words)}
    if words < 10:
        features["length under 10"] = 1.0
    if words < 6:
        features["length under 6"] = 1.0
    return features


def gram_features(sentence: str) -> dict[str, float]:
    """Words, pairs of words, and runs of 3 to 5 letters inside words; every figure is one 0."""
    folded = _FIGURE.sub("0", sentence[:LONGEST].lower().replace("’", "'"))
    words = ["^", *_WORD.findall(folded)]
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    letters = set().union(*map(_letters, folded.split()))
    return _evenly("word", {*words, *pairs}) | _evenly("letters", letters)


@lru_cache(maxsize=8192)
def _letters(word: str) -> frozenset[str]:
    """A word's runs of 3 to 5 characters, a blank at either end; kept, for words come again."""
    padded = f" {word} "
    return frozenset(
        padded[start : start + size]
        for size in (3, 4, 5)
        for start in range(max(1, len(padded) - size + 1))
    )


def _evenly(kind: str, grams: Iterable[str]) -> dict[str, float]:
    """Each n-gram the same value, the less the more there are, so that length decides nothing."""
    names = [f"{kind} {gram}" for gram in grams]
    return dict.fromkeys(names, _GRAM_SCALE / math.sqrt(max(1, len(names))))


def english_features(sentence: str, seen: Mapping[Sign, int]) -> dict[str, float]:
    """Everything the English model weighs."""
    return sign_features(seen) | length_features(sentence) | gram_features(sentence)
