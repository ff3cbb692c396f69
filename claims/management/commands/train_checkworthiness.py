"""Trains the model that `claims.reading.checkworthiness` ships, and says how good it is.

    manage.py train_checkworthiness kfold_25ncs.csv

The file is `data/two_class/kfold_25ncs.csv` of ClaimBuster's repository (columns `text` and
`label`, 1 for check-worthy). The figures printed are the average precision of a four-fold
cross-validation in which everything learnt, the choice of the n-grams included, is learnt from
the other three folds. Same file, same weights: nothing here is left to chance.
"""

import csv
import importlib
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.reading.checkworthiness_model import (
    Model,
    english_features,
    gram_features,
    length_features,
    sign_features,
)
from claims.reading.signs import ANY_LANGUAGE, ENGLISH, found

FOLDS = 4
KEPT_GRAMS = 12_000
"""The n-grams with the most influence; the other two thirds would gain .001."""

LEAST_SENTENCES = 2
"""An n-gram of one sentence says nothing of the next."""

ABOUT = {
    "what": "Weights of the check-worthiness model of claims.reading.checkworthiness",
    "made by": "manage.py train_checkworthiness",
    "trained on": (
        "ClaimBuster: A Benchmark Dataset of Check-worthy Factual Claims, by Fatma Arslan, "
        "Naeemul Hassan, Chengkai Li and Mark Tremayne (2020)"
    ),
    "address": "https://doi.org/10.5281/zenodo.3609356",
    "licence of the data": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    "changes": "Sentences were turned into weights of words and patterns; no sentence is included.",
}

Features = dict[str, float]
Split = tuple[Sequence[int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model reads in a sentence and how freely it is fitted (scikit-learn's C)."""

    features: Callable[[str], Features]
    freedom: float


RECIPES = {
    "signs alone": Recipe(lambda s: sign_features(found(s, ENGLISH)) | length_features(s), 1.0),
    "n-grams alone": Recipe(gram_features, 1.0),
    "english": Recipe(lambda s: english_features(s, found(s, ENGLISH)), 0.5),
    "any language": Recipe(lambda s: sign_features(found(s, ANY_LANGUAGE)), 1.0),
}
SHIPPED = ("english", "any language")


def learning() -> Any:
    """scikit-learn's modules by name; raises CommandError where it is not installed."""
    try:
        return {
            name: importlib.import_module(f"sklearn.{name}")
            for name in ("feature_extraction", "linear_model", "metrics", "model_selection")
        }
    except ImportError as missing:
        raise CommandError(
            "Training needs scikit-learn, which is not installed here: pip install "
            "scikit-learn. Scoring sentences does not need it."
        ) from missing


def labelled(path: Path) -> tuple[list[str], list[int]]:
    """The sentences of a CSV file and their labels, 0 or 1.

    Raises CommandError, with a sentence, for a file that is missing or of another kind.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        pairs = [(row["text"], int(row["label"])) for row in rows]
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
    except (KeyError, TypeError, ValueError) as problem:
        raise CommandError(
            f"{path} is not a table of labelled sentences: it needs the columns text and label, "
            "in UTF-8, and each label is 0 or 1."
        ) from problem
    labels = [label for _, label in pairs]
    if {*labels} != {0, 1} or min(labels.count(0), labels.count(1)) < FOLDS:
        raise CommandError(f"{path} needs at least {FOLDS} sentences of each label, 0 and 1.")
    return [text for text, _ in pairs], labels


def fit(rows: Sequence[Features], labels: Sequence[int], freedom: float) -> Model:
    """Logistic regression over named features, then the weak n-grams left out."""
    tools = learning()
    seen: dict[str, int] = {}
    for row in rows:
        for name in row:
            seen[name] = seen.get(name, 0) + 1
    known = {name for name, times in seen.items() if times >= LEAST_SENTENCES}
    vectors = tools["feature_extraction"].DictVectorizer()
    matrix = vectors.fit_transform({n: v for n, v in row.items() if n in known} for row in rows)
    # liblinear takes a third of the usual solver's time, and narrow indices only.
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    regression = tools["linear_model"].LogisticRegression(
        C=freedom, solver="liblinear", random_state=0
    )
    regression.fit(matrix, labels)
    weights = dict(zip(vectors.get_feature_names_out(), regression.coef_[0], strict=True))
    grams = [name for name in weights if name.startswith(("word ", "letters "))]
    grams.sort(key=lambda name: (-abs(weights[name]) * seen[name] ** 0.5, name))
    for name in grams[KEPT_GRAMS:]:
        del weights[name]
    rounded = {name: round(float(weight), 2) for name, weight in sorted(weights.items())}
    constant = round(float(regression.intercept_[0]), 2)
    return Model(constant, {name: weight for name, weight in rounded.items() if weight})


def folds(labels: Sequence[int]) -> list[Split]:
    """Four parts with the same share of each label; each is held out once, in (others, part)."""
    splitter = learning()["model_selection"].StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    return list(splitter.split(labels, labels))


def held_out(
    rows: Sequence[Features], labels: Sequence[int], freedom: float, splits: Iterable[Split]
) -> list[float]:
    """The average precision of each held-out part, scored by a model that has not seen it."""
    precision = learning()["metrics"].average_precision_score
    found = []
    for others, part in splits:
        model = fit([rows[at] for at in others], [labels[at] for at in others], freedom)
        scores = [model.score(rows[at]) for at in part]
        found.append(float(precision([labels[at] for at in part], scores)))
    return found


class Command(BaseCommand):
    help = "Train the model of check-worthy sentences from ClaimBuster's labelled sentences."
    requires_system_checks = ()  # The site and its database may be absent.

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="kfold_25ncs.csv of ClaimBuster")
        parser.add_argument("--output", type=Path, help="where to write the weights, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        sentences, labels = labelled(options["file"])
        stored: dict[str, dict[str, object]] = {}
        splits = folds(labels)
        for name, recipe in RECIPES.items():
            rows = [recipe.features(sentence) for sentence in sentences]
            precisions = held_out(rows, labels, recipe.freedom, splits)
            precision = sum(precisions) / FOLDS
            each = ", ".join(f"{one:.3f}" for one in precisions)
            self.stdout.write(f"{name:<14} average precision {precision:.4f}  (folds: {each})")
            if name in SHIPPED:
                model = fit(rows, labels, recipe.freedom)
                stored[name] = {
                    "average precision, four-fold": round(precision, 4),
                    "constant": model.constant,
                    "weights": model.weights,
                }
        if options["output"]:
            packed = json.dumps({"about": ABOUT, "models": stored}, ensure_ascii=False, indent=0)
            options["output"].write_text(packed + "\n", encoding="utf-8")
            size = options["output"].stat().st_size
            self.stdout.write(f"Wrote {options['output']}: {size:,} bytes.")
