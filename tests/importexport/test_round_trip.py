"""What is exported can be imported again: nothing changes here, and elsewhere it is the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import workflow
from claims.importexport import RESOURCES
from claims.models import (
    Annotation,
    Appearance,
    Claim,
    Claimant,
    Document,
    Evidence,
    LogEntry,
    Topic,
)
from claims.models.rules import BLANKS

NOUNS = list(RESOURCES)
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "'=1",
    "''",
    '"q"',
    "a\r\nb",
    "\ta",
    " a ",
    "a|b",
    "\\|",
    "1,5;2",
]
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
WORDS = st.one_of(
    st.sampled_from(NASTY),
    st.text(CHARACTERS, min_size=1, max_size=30).filter(lambda text: text.strip(BLANKS)),
)
MAYBE = st.one_of(st.just(""), WORDS)
DATES = st.sampled_from(["", "2018", "2018-12", "2018-12-13"])
LANGUAGES = st.sampled_from(["", "en", "pt-BR"])
# Two topics that differ by case alone are one to the importer, so none such are made.
TOPICS = st.lists(
    WORDS.map(lambda name: name.strip().lower()).filter(bool), max_size=3, unique_by=str.casefold
)

CLAIM = st.fixed_dictionaries(
    {
        "text": WORDS,
        "kind": st.sampled_from(["statistic", "event", "other"]),
        "claimed": DATES,
        "language": LANGUAGES,
        "topics": TOPICS,
        "claimant": st.booleans(),
        "place": st.sampled_from(["", "document", "address"]),
        "section": MAYBE,
        "quote": MAYBE,
        "evidence": st.lists(
            st.fixed_dictionaries(
                {
                    "title": MAYBE,
                    "publisher": MAYBE,
                    "published": DATES,
                    "stance": st.sampled_from(["supports", "refutes", "context"]),
                    "is_primary": st.booleans(),
                    "quote": MAYBE,
                    "note": MAYBE,
                }
            ),
            max_size=2,
        ),
        "notes": st.lists(WORDS, max_size=3),
        "target": st.sampled_from(["", "evidence", "document", "review"]),
        "passage": WORDS,
    }
)
quick = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def importable(noun: str) -> list[tuple[str, ...]]:
    """The export without what no file can set: a claim's address is given anew elsewhere."""
    resource = RESOURCES[noun]()
    return [row[: len(resource.columns())] for row in resource.export()]


def write_down(rows: list[dict[str, Any]], by: Any) -> None:
    """The nouns as people would have typed them."""
    speaker = workflow.add(Claimant(slug="mayor", name="=The Mayor", kind="person"), by=by)
    speech = Document(
        slug="speech", title="-Speech", kind="speech", claimant=speaker, is_sample=True
    )
    workflow.add(speech, by=by)
    for row in rows:
        topics = [
            Topic.objects.filter(name=name).first()
            or workflow.add(Topic(name=name, slug=f"topic-{Topic.objects.count()}"), by=by)
            for name in row["topics"]
        ]
        own = {name: row[name] for name in ("text", "kind", "claimed", "language")}
        claim = Claim(**own, claimant=speaker if row["claimant"] else None)
        workflow.add(claim, by=by, topics=topics)
        if row["place"]:
            place = (
                {"document": speech}
                if row["place"] == "document"
                else {"url": "https://a.example/"}
            )
            seen = Appearance(claim=claim, section=row["section"], quote=row["quote"], **place)
            workflow.add(seen, by=by)
            heard = Appearance(claim=claim, quote=row["quote"], is_first=False, **place)
            workflow.add(heard, by=by)
        for number, piece in enumerate(row["evidence"]):
            url = f"https://example.org/{number}"
            workflow.add(Evidence(claim=claim, url=url, **piece), by=by)
        before, on = None, target(row, claim, speech)
        for body in row["notes"]:
            note = Annotation(claim=claim, body=body, reply_to=before, **({} if before else on))
            before = workflow.add(note, by=by, quietly=True)


def target(row: dict[str, Any], claim: Claim, speech: Document) -> dict[str, Any]:
    """What the claim's first annotation is on."""
    quoted = {"quote": row["passage"], "quote_prefix": row["section"][:9], "quote_suffix": " ="}
    return {
        "evidence": {"evidence": claim.evidence.first()},
        "document": {"document": speech, **quoted},
        "review": {"review_part": "summary", **quoted},
    }.get(row["target"], {})


@quick
@given(rows=st.lists(CLAIM, max_size=4))
def test_an_export_imported_again_changes_nothing(rows, erin, export_file, import_file):
    with undone():
        write_down(rows, erin)
        entries = LogEntry.objects.count()
        for noun in NOUNS:
            file = export_file(noun)
            outcome = import_file(noun, file)
            assert not outcome.problems
            unchanged = outcome.counts.pop("unchanged")
            assert unchanged == RESOURCES[noun]().get_queryset().count()
            assert not any(outcome.counts.values())
            assert export_file(noun) == file
        assert LogEntry.objects.count() == entries


@quick
@given(rows=st.lists(CLAIM, max_size=4))
def test_an_export_imported_into_an_empty_newsroom_is_exported_the_same(
    rows, erin, export_file, import_file
):
    with undone():
        write_down(rows, erin)
        files = {noun: export_file(noun) for noun in NOUNS}
        tables = {noun: importable(noun) for noun in NOUNS}
    assert not Claim.objects.exists()
    with undone():
        for noun in NOUNS:
            outcome = import_file(noun, files[noun])
            assert not outcome.problems
        assert {noun: importable(noun) for noun in NOUNS} == tables


@pytest.mark.parametrize("noun", NOUNS)
def test_a_cell_that_would_start_a_formula_is_exported_behind_an_apostrophe(
    noun, erin, export_file
):
    row = dict.fromkeys(["text", "section", "quote"], "=1+1")
    row |= {"kind": "other", "claimed": "", "language": "", "topics": ["+1"], "claimant": True}
    row |= {"target": "document", "passage": "=1+1"}
    piece = dict.fromkeys(["title", "publisher", "quote", "note"], "@a")
    piece |= {"published": "", "stance": "context", "is_primary": False}
    write_down([row | {"place": "document", "evidence": [piece], "notes": ["-1"]}], erin)
    starts = {line.split(",")[1][0] for line in export_file(noun).splitlines()[1:]}
    columns = {"claimants": "'", "documents": "'", "claims": "'"}
    assert starts == {columns[noun]} if noun in columns else "'" in export_file(noun)
