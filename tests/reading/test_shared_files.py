"""Real documents that are not ours to ship. Point FACTCHECK_SHARED at the folder that has them."""

import csv
import os
import resource
from pathlib import Path

import pytest

from claims.reading.blocks import BlockKind, Unreadable
from claims.reading.files import read
from claims.reading.furniture import is_furniture
from claims.reading.sentences import sentences

SHARED = os.environ.get("FACTCHECK_SHARED", "")
pytestmark = pytest.mark.skipif(
    not SHARED, reason="set FACTCHECK_SHARED to the folder of real documents to run these"
)
FOLDER = Path(SHARED)


def said(reading):
    return [reading.text[s.start : s.end] for s in sentences(reading)]


def test_every_quote_of_the_white_paper_is_in_a_block_that_is_no_furniture():
    reading = read((FOLDER / "documents/white-paper-2018.txt").read_bytes())
    blocks = [
        reading.text[b.start : b.end] for b in reading.blocks if b.kind is not BlockKind.FURNITURE
    ]
    with (FOLDER / "demo/white-paper-claims.csv").open(encoding="utf-8") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    assert len(quotes) == 43
    assert [quote for quote in quotes if not any(quote in block for block in blocks)] == []


def test_the_white_papers_furniture_is_no_sentence():
    reading = read((FOLDER / "documents/white-paper-2018.txt").read_bytes())
    sentences_said = said(reading)
    for words in ("Updated:", "Share -", "Copyright", "ICP", "公网安备", "< 1 2 3"):
        assert words in reading.text
        assert not [sentence for sentence in sentences_said if words in sentence]
    assert len(sentences_said) == 171
    assert reading.title.startswith("Progress in Human Rights")


def test_no_sentence_of_the_debates_is_taken_for_furniture():
    with (FOLDER / "data/claimbuster/kfold_25ncs.csv").open(encoding="utf-8") as file:
        spoken = [row["text"] for row in csv.DictReader(file)]
    assert len(spoken) > 9_000
    assert [sentence for sentence in spoken if is_furniture(sentence)] == []


def test_a_report_of_192_pages_is_read_and_split_within_its_memory():
    data = (FOLDER / "data/mueller/mueller-report-vol-2.pdf").read_bytes()
    told = []
    reading = read(data, progress=lambda done, total: told.append((done, total)))
    count = len(said(reading))
    assert told == [(page, 192) for page in range(1, 193)]
    assert count > 4_000
    assert {block.page for block in reading.blocks} == set(range(1, 193))
    running = "Open Source Mueller Report Volume II (ver. 0.4)"
    assert running in reading.text
    assert running not in said(reading)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 300_000


@pytest.mark.parametrize(
    ("name", "language", "least"),
    [
        ("cmn_hans", "zh", 90),
        ("arb", "ar", 90),
        ("hin", "hi", 100),
        ("tha", "th", 90),
        ("rus", "ru", 90),
        ("amh", "am", 80),
        ("mya", "my", 90),
    ],
)
def test_the_declaration_of_human_rights_is_split_in_any_script(name, language, least):
    reading = read((FOLDER / f"data/udhr/udhr_{name}.xml").read_bytes())
    assert reading.language == language
    assert least <= len(said(reading)) < 400


def test_every_odd_pdf_is_read_or_refused_in_a_sentence():
    for path in sorted((FOLDER / "data/pdf").glob("*.pdf")):
        try:
            words = read(path.read_bytes()).text
        except Unreadable as refusal:
            words = str(refusal)
        assert words.strip(), path
