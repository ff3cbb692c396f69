"""`manage.py train_checkworthiness FILE`: the weights come out of it and can be used."""

import csv
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from claims.reading.checkworthiness_model import Model, english_features
from claims.reading.signs import ENGLISH, found

pytest.importorskip("sklearn", reason="scikit-learn is an extra for developers")


@pytest.fixture
def labelled_file(tmp_path):
    """Forty sentences each, with figures and without."""
    path = tmp_path / "labelled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["sentence_id", "label", "text"])
        for number in range(40):
            rows.writerow([number, 1, f"The port handled {number + 3} ships last year."])
            rows.writerow([number, 0, f"I hope you like speech {'after ' * (number % 7)}speech."])
    return path


def test_the_written_weights_score_as_the_labels_say(labelled_file, tmp_path, capsys):
    output = tmp_path / "weights.json"
    call_command("train_checkworthiness", str(labelled_file), "--output", str(output))
    assert "english        average precision 1.0000" in capsys.readouterr().out
    stored = json.loads(output.read_text(encoding="utf-8"))
    assert stored["about"]["licence of the data"].startswith("Creative Commons Attribution 4.0")
    model = Model(stored["models"]["english"]["constant"], stored["models"]["english"]["weights"])

    def score(sentence):
        return model.score(english_features(sentence, found(sentence, ENGLISH)))

    assert score("The port handled 12,400 ships.") > 0.5 > score("I hope you like it.")


def test_training_twice_gives_the_same_weights(labelled_file, tmp_path):
    outputs = [tmp_path / "first.json", tmp_path / "second.json"]
    for output in outputs:
        call_command("train_checkworthiness", str(labelled_file), "--output", str(output))
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "needs the columns text and label"),
        ("text,label\nThe port grew.,perhaps\n", "each label is 0 or 1"),
        ("text,label\nThe port grew.,1\n", "needs at least 4 sentences of each label"),
        ("", "needs at least 4 sentences of each label"),
    ],
)
def test_a_table_of_another_kind_is_refused_with_a_sentence(tmp_path, content, message):
    path = tmp_path / "table.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        call_command("train_checkworthiness", str(path))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("train_checkworthiness", str(tmp_path / "none.csv"))


def test_without_scikit_learn_it_says_what_to_install(labelled_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(CommandError, match="Training needs scikit-learn, which is not installed"):
        call_command("train_checkworthiness", str(labelled_file))
