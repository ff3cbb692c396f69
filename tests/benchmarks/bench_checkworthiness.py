"""Check-worthiness: average precision side by side, on sentences that no model has seen.

Run with FACTCHECK_SHARED naming a folder that has data/claimbuster/kfold_25ncs.csv and, for a
document of another kind, documents/white-paper-2018.txt with demo/white-paper-claims.csv: there
the quotes of claims that people picked are what should come first; this takes some three minutes.
Without it only the speed is measured, on sentences made here: a made-up truth would measure
nothing.
"""

import csv
import importlib
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.management.commands.train_checkworthiness import (
    FOLDS,
    RECIPES,
    Recipe,
    Split,
    fit,
    folds,
    held_out,
    labelled,
    learning,
)
from claims.reading.checkworthiness import best_first, suggest
from claims.reading.plain_text import read_text
from claims.reading.sentences import sentences

Scorer = Callable[[Sequence[str]], Sequence[float]]


@dataclass(frozen=True)
class Sample:
    """Labelled sentences, and the label of none of them known to the model that scores them."""

    texts: list[str]
    labels: list[int]


def white_paper(folder: Path) -> Sample:
    """Its sentences, labelled 1 where a claim in the demo's list quotes from them."""
    reading = read_text((folder / "documents/white-paper-2018.txt").read_text(encoding="utf-8"))
    with (folder / "demo/white-paper-claims.csv").open(encoding="utf-8", newline="") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    texts = [reading.text[one.start : one.end] for one in sentences(reading, "en")]
    return Sample(texts, [int(any(quote in text for quote in quotes)) for text in texts])


def by_debate(path: Path) -> list[Split]:
    """Four runs of sentence numbers: whole debates are held out, not sentences of each."""
    with path.open(encoding="utf-8", newline="") as file:
        numbers = [int(row["sentence_id"]) for row in csv.DictReader(file)]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    size = -(-len(order) // FOLDS)
    parts = [order[at : at + size] for at in range(0, len(order), size)]
    return [([at for part in parts if part is not out for at in part], out) for out in parts]


def plain_ngrams(training: Sample) -> Scorer:
    """What everybody tries first: scikit-learn's word and letter n-grams, its own defaults."""
    text = importlib.import_module("sklearn.feature_extraction.text")
    pipeline = importlib.import_module("sklearn.pipeline")
    words = text.TfidfVectorizer(ngram_range=(1, 2))
    letters = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    regression = learning()["linear_model"].LogisticRegression(solver="liblinear", random_state=0)
    both = pipeline.make_pipeline(pipeline.make_union(words, letters), regression)
    both.fit(training.texts, training.labels)
    return lambda texts: both.decision_function(list(texts)).tolist()


def ours(recipe: Recipe, training: Sample) -> Scorer:
    rows = [recipe.features(text) for text in training.texts]
    model = fit(rows, training.labels, recipe.freedom)
    return lambda texts: [model.score(recipe.features(text)) for text in texts]


def plain_held_out(sample: Sample, splits: Sequence[Split]) -> list[float]:
    precisions = []
    for others, part in splits:
        known = Sample([sample.texts[at] for at in others], [sample.labels[at] for at in others])
        scores = plain_ngrams(known)([sample.texts[at] for at in part])
        precisions.append(precision([sample.labels[at] for at in part], scores))
    return precisions


def precision(labels: Sequence[int], scores: Sequence[float]) -> float:
    return float(learning()["metrics"].average_precision_score(labels, scores))


def first_ten(labels: Sequence[int], scores: Sequence[float]) -> int:
    order = sorted(range(len(labels)), key=lambda at: -scores[at])
    return sum(labels[at] for at in order[:10])


def print_precision(folder: Path) -> None:
    path = folder / "data/claimbuster/kfold_25ncs.csv"
    known = Sample(*labelled(path))
    paper = white_paper(folder)
    four, debates = folds(known.labels), by_debate(path)
    share = sum(known.labels) / len(known.labels)
    print(f"{len(known.texts):,} sentences of debates, {share:.0%} check-worthy; the white paper:")
    print(f"{len(paper.texts)} sentences, {sum(paper.labels)} of them quoted by claims\n")
    columns = ("four-fold", "unseen debates", "white paper", "of its first 10")
    print(f"{'average precision':34}" + "".join(f"{column:>17}" for column in columns))

    def row(name: str, near: Sequence[float], far: Sequence[float], scorer: Scorer) -> None:
        scores = scorer(paper.texts)
        cells = (sum(near) / FOLDS, sum(far) / FOLDS, precision(paper.labels, scores))
        shown = "".join(f"{cell:17.3f}" for cell in cells)
        print(f"{name:34}{shown}{first_ten(paper.labels, scores):17}", flush=True)

    lengths = [
        precision([known.labels[at] for at in part], [len(known.texts[at]) for at in part])
        for _, part in four
    ]
    row("the longest first", lengths, lengths, lambda texts: [float(len(text)) for text in texts])
    row(
        "n-grams, scikit-learn's defaults",
        plain_held_out(known, four),
        plain_held_out(known, debates),
        plain_ngrams(known),
    )
    for name, recipe in RECIPES.items():
        rows = [recipe.features(text) for text in known.texts]
        near = held_out(rows, known.labels, recipe.freedom, four)
        far = held_out(rows, known.labels, recipe.freedom, debates)
        row(f"ours: {name}", near, far, ours(recipe, known))


def print_speed() -> None:
    """Suggestions a second, and how much slower than taking the sentence apart into words."""
    chance = random.Random(3)
    words = ["the", "of", "and", "in", "2017", "percent", "jobs", "rose", "Ministry", "12,400"]
    made = [" ".join(chance.choices(words, k=chance.randint(5, 40))) for _ in range(3000)]
    suggest(made[:10], "en")
    print(f"\n{'speed':34}{'sentences/s':>17}{'× str.split':>17}")
    limit = min(_seconds(lambda: [text.split() for text in made]) for _ in range(3))
    for language in ("en", "de"):
        took = _seconds(lambda language=language: best_first(suggest(made, language)))
        print(f"{f'suggest, language {language}':34}{len(made) / took:17,.0f}{took / limit:17.0f}")


def _seconds(task: Callable[[], object]) -> float:
    began = time.process_time()
    task()
    return time.process_time() - began


def main() -> None:
    folder = os.environ.get("FACTCHECK_SHARED")
    if folder:
        print_precision(Path(folder))
    else:
        print("No labelled sentences: set FACTCHECK_SHARED to measure precision as well.")
    print_speed()


if __name__ == "__main__":
    main()
