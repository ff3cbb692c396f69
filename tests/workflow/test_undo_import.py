"""An import is put back whole, but for the rows that somebody wrote since."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims import workflow
from claims.importexport import RESOURCES
from claims.models import (
    Annotation,
    Appearance,
    Claim,
    Claimant,
    Evidence,
    ImportBatch,
    LogEntry,
    PersonalValue,
    Topic,
)
from claims.reading.plain_text import read_text
from claims.record.verification import verify
from claims.vocabulary import Event
from claims.workflow import log

HEADER = "id,text,kind,claimant,claimed,topics,document,section,quote,language\n"
EVIDENCE = "id,claim,url,title,publisher,published,stance,primary,quote,note\n"


@pytest.fixture
def bring(import_file):
    def do(noun: str, text: str) -> ImportBatch:
        assert not import_file(noun, text, file_name="a.csv").problems
        return ImportBatch.objects.latest("pk")

    return do


@pytest.fixture
def state():
    """All that a file can set, by id."""

    def of() -> dict[str, list]:
        return {noun: list(RESOURCES[noun]().export()) for noun in RESOURCES}

    return of


def test_what_was_added_goes_and_what_was_changed_comes_back(
    bring, state, make_claim, make_document, erin
):
    make_document("Bread costs two crowns. Milk costs one.", slug="report")
    claim = make_claim("Bread costs one.", public_id="C-1", topics=("food",), kind="event")
    make_claim("Salt costs one.", public_id="C-2")
    before, texts = state(), [str(one) for one in Appearance.objects.all()]
    batch = bring(
        "claims",
        HEADER
        + "C-1,Bread costs two.,other,,2024,prices|food,report,Page 1,Bread costs two crowns,en\n"
        + "C-2,Salt costs one.,,,,,,,,\n"
        + "C-3,Milk costs one.,,,,milk,report,,Milk costs one,\n",
    )
    assert Claim.objects.count() == 3
    done = workflow.undo_import(batch, by=erin)
    assert (done.removed, done.put_back, done.kept) == (3, 1, [])  # a claim and two topics
    assert state() == before
    assert [str(one) for one in Appearance.objects.all()] == texts
    assert {topic.name for topic in Topic.objects.all()} == {"food"}
    assert Claim.objects.get(public_id="C-1").version == claim.version + 2
    assert (batch.undone_by, LogEntry.objects.latest("position").event) == (erin, "undid_import")
    assert verify().finding is None


def test_an_appearance_that_an_import_took_away_comes_back(bring, make_claim, make_document, erin):
    document = make_document("Bread costs two crowns.", slug="report")
    make_claim("Bread.", public_id="C-1", document=document, quote="two crowns")
    batch = bring("claims", HEADER + "C-1,Bread.,,,,,,,,\n")
    assert not Appearance.objects.exists()
    workflow.undo_import(batch, by=erin)
    seen = Appearance.objects.get()
    assert (seen.document, seen.quote, seen.start) == (document, "two crowns", 12)


def test_rows_that_somebody_wrote_since_stay_and_are_named(
    bring, make_claim, add_evidence, erin, edgar
):
    make_claim("Bread costs one.", public_id="C-1")
    rows = "C-1,Bread costs two.,,,,,,,,\nC-2,Milk.,,,,,,,,\nC-3,Salt.,,,,,,,,\nC-4,Oil.,,,,,,,,\n"
    batch = bring("claims", HEADER + rows)
    edited = Claim.objects.get(public_id="C-1")
    workflow.edit(edited, by=edgar, seen=edited.version, changes={"text": "Bread costs three."})
    add_evidence(Claim.objects.get(public_id="C-2"))
    repeated = Claim.objects.get(public_id="C-4")
    workflow.take_up(repeated, by=edgar)
    done = workflow.undo_import(batch, by=erin)
    assert (done.removed, done.put_back) == (1, 0)
    assert sorted(str(kept) for kept in done.kept) == [
        f"claim {name}: somebody wrote since" for name in ("C-1", "C-2", "C-4")
    ]
    assert set(Claim.objects.values_list("public_id", flat=True)) == {"C-1", "C-2", "C-4"}
    assert Claim.objects.get(public_id="C-1").text == "Bread costs three."


def test_an_annotation_whose_passage_was_found_in_a_new_text_is_as_it_was(
    bring, make_claim, make_document, erin
):
    document = make_document("It rained.", slug="report")
    make_claim(public_id="C-1", document=document, quote="It rained")
    header = "id,claim,motivation,body,reply_to,document,quote\n"
    batch = bring("annotations", f"{header}A-1,C-1,,So?,,report,It rained\n")
    workflow.add_version(document, read_text("Here it is: It rained."), by=erin)
    assert Annotation.objects.get().start == 12
    assert workflow.undo_import(batch, by=erin).removed == 1
    assert not Annotation.objects.exists()


def test_an_import_can_be_undone_after_a_later_one_was(
    bring, state, make_claim, make_document, erin
):
    make_document("Bread costs two crowns.", slug="report")
    make_claim("Bread costs one.", public_id="C-1", topics=("food",))
    before = state()
    first = bring("claims", HEADER + "C-1,Bread costs two.,,,,food,,,,\nC-2,Salt.,,,,,,,,\n")
    second = bring(
        "claims",
        HEADER
        + "C-1,Bread costs three.,event,,,prices,report,,Bread costs two crowns,\n"
        + "C-2,Oil.,,,,,,,,\n",
    )
    third = bring("evidence", EVIDENCE + "E-1,C-2,https://example.org/a,,,,supports,,,\n")
    for batch in (third, second):
        assert workflow.undo_import(batch, by=erin).kept == []
    done = workflow.undo_import(first, by=erin)
    assert (done.removed, done.put_back, done.kept) == (1, 1, [])
    assert state() == before
    assert verify().finding is None


def test_a_later_import_that_was_undone_in_part_is_named(bring, erin, edgar):
    """C-1 is put back twice; C-2 was edited, C-3 taken up and C-4 looked at again meanwhile."""
    texts = ("one", "two", "three")
    first, second, third = (
        bring("claims", HEADER + "".join(f"C-{n},Costs {t}.,,,,,,,,\n" for n in (1, 2, 3, 4)))
        for t in texts
    )
    row = Claim.objects.get(public_id="C-2")
    workflow.edit(row, by=edgar, seen=row.version, changes={"kind": "event"})
    workflow.undo_import(third, by=erin)
    workflow.take_up(Claim.objects.get(public_id="C-3"), by=edgar)
    with log.writing():
        log.append(Event.CONFIRMED, Claim.objects.get(public_id="C-4"), by=edgar)
    done = workflow.undo_import(second, by=erin)
    assert (done.removed, done.put_back) == (0, 1)
    assert sorted(map(str, done.kept)) == [
        f"claim {name}: somebody wrote since" for name in ("C-2", "C-3", "C-4")
    ]
    assert Claim.objects.get(public_id="C-1").text == "Costs one."
    assert workflow.undo_import(first, by=erin).removed == 1


def test_names_behind_commitments_are_compared_by_what_stands_behind_them(bring, erin):
    header = "id,name,kind,description,url\n"
    bring("claimants", header + "a,Ann,person,,\n")
    first = bring("claimants", header + "a,Anna,person,,\n")
    second = bring("claimants", header + "a,Annabel,person,,\n")
    workflow.undo_import(second, by=erin)
    assert workflow.undo_import(first, by=erin).kept == []
    assert Claimant.objects.get().name == "Ann"


def test_a_row_that_others_refer_to_stays(bring, make_claim, erin):
    batch = bring(
        "claimants", "id,name,kind,description,url\nmayor,Mayor,person,,\nb,Bea,person,,\n"
    )
    workflow.add(Claim(text="A.", claimant=Claimant.objects.get(slug="mayor")), by=erin)
    done = workflow.undo_import(batch, by=erin)
    assert [str(kept) for kept in done.kept] == ["claimant mayor: something else refers to it"]
    assert [one.slug for one in Claimant.objects.all()] == ["mayor"]


def test_a_name_that_another_has_by_now_is_not_taken_back(bring, erin):
    header = "id,name,kind,description,url\n"
    bring("claimants", header + "mayor,Mayor,person,,\n")
    batch = bring("claimants", header + "mayor,The Mayor,person,Of the town,\n")
    bring("claimants", header + "other,Mayor,person,,\n")
    done = workflow.undo_import(batch, by=erin)
    assert [str(kept) for kept in done.kept] == [
        "claimant mayor: another row has its old values now"
    ]


def test_names_behind_commitments_are_put_back_unless_they_were_erased(bring, erin):
    header = "id,name,kind,description,url\n"
    bring("claimants", header + "a,Ann,person,,\nb,Bea,person,,\n")
    batch = bring("claimants", header + "a,Anna,person,,\nb,Beata,person,,\n")
    kept = PersonalValue.objects.get(value='"Bea"', field="name", public_id="b", noun="claimant",
                                     commitment__in=_befores())  # fmt: skip
    PersonalValue.objects.filter(pk=kept.pk).update(
        value="", salt="", erased_at=batch.created_at, erased_by=erin
    )
    done = workflow.undo_import(batch, by=erin)
    assert [str(one) for one in done.kept] == ["claimant b: its old values were erased"]
    assert [one.name for one in Claimant.objects.order_by("slug")] == ["Ann", "Beata"]


def _befores() -> set[str]:
    states = LogEntry.objects.filter(event="changed").values_list("before", flat=True)
    return {state["name"]["commitment"] for state in states}


def test_it_is_undone_once_and_by_who_may_import(bring, make_claim, erin, alice):
    make_claim(public_id="C-1")
    batch = bring(
        "evidence",
        EVIDENCE + "E-1,C-1,https://example.org/a,,,,supports,,,\n",
    )
    with pytest.raises(workflow.NotAllowed, match="may not undo an import of evidence"):
        workflow.undo_import(batch, by=alice)
    workflow.undo_import(batch, by=erin)
    assert not Evidence.objects.exists()
    with pytest.raises(workflow.Refused, match="undone already"):
        workflow.undo_import(batch, by=erin)


def test_the_command_says_what_became_of_the_rows(bring, erin):
    batch = bring("claims", HEADER + "C-1,Milk.,,,,,,,,\n")
    out = io.StringIO()
    call_command("undo_import", batch.public_id, "--as", "erin", stdout=out)
    assert out.getvalue() == "Undone for erin: 1 removed, 0 put back, 0 left as they are.\n"
    with pytest.raises(CommandError, match="undone already"):
        call_command("undo_import", batch.public_id, "--as", "erin")
    with pytest.raises(CommandError, match="There is no import “nowhere”"):
        call_command("undo_import", "nowhere", "--as", "erin")
