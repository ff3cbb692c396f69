"""Annotations from files, in threads."""

from claims.models import Annotation, Notice

HEADER = "id,claim,motivation,body,reply_to\n"


def test_an_answer_may_follow_what_it_answers_in_the_same_file(import_file, make_claim):
    make_claim(public_id="C-1")
    file = HEADER + "A1,C-1,questioning,Really?,\nA2,C-1,,Yes.,A1\n"
    assert import_file("annotations", file).counts["new"] == 2
    answer = Annotation.objects.get(public_id="A2")
    assert (answer.reply_to.body, answer.motivation) == ("Really?", "commenting")


def test_an_answer_to_nothing_is_refused(import_file, make_claim):
    make_claim(public_id="C-1")
    outcome = import_file("annotations", HEADER + "A2,C-1,,Yes.,A1\nA1,C-1,,Really?,\n")
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(2, "reply_to")]
    assert not Annotation.objects.exists()


def test_an_answer_belongs_to_the_claim_of_what_it_answers(import_file, make_claim):
    make_claim(public_id="C-1")
    make_claim(public_id="C-2")
    file = HEADER + "A1,C-1,,Really?,\nA2,C-2,,Yes.,A1\n"
    outcome = import_file("annotations", file)
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, "reply_to")]


def test_a_file_says_what_an_annotation_is_on(import_file, make_claim, make_document, add_evidence):
    document = make_document("It rained. It rained again.", slug="report")
    claim = make_claim(public_id="C-1", document=document, quote="It rained")
    add_evidence(claim, public_id="E-1")
    file = (
        "id,claim,motivation,body,reply_to,evidence,document,review_part,quote\n"
        "A1,C-1,,On this.,,E-1,,,\n"
        "A2,C-1,,On that.,,,report,,It rained again\n"
        "A3,C-1,,On these.,,,,summary,It did.\n"
    )
    assert import_file("annotations", file).counts["new"] == 3
    found = {note.public_id: note for note in Annotation.objects.all()}
    assert found["A1"].evidence.public_id == "E-1"
    assert (found["A2"].document, found["A2"].start) == (document, 11)
    assert (found["A3"].review_part, found["A3"].quote) == ("summary", "It did.")
    assert import_file("annotations", file).counts["unchanged"] == 3


def test_two_targets_or_half_of_one_are_refused_with_their_lines(
    import_file, make_claim, make_document, add_evidence
):
    make_document(slug="report")
    claim = make_claim(public_id="C-1")
    add_evidence(claim, public_id="E-1")
    add_evidence(make_claim("It snowed.", public_id="C-2"), public_id="E-2")
    file = (
        "id,claim,motivation,body,reply_to,evidence,document,review_part,quote\n"
        "A1,C-1,,Two.,,E-1,report,,It rained\n"
        "A2,C-1,,No words.,,,report,,\n"
        "A3,C-1,,Another's.,,E-2,,,\n"
        "A4,C-1,,No part.,,,,title,It\n"
    )
    outcome = import_file("annotations", file)
    assert {problem.line for problem in outcome.problems} == {2, 3, 4, 5}
    assert not Annotation.objects.exists()


def test_a_file_moves_no_annotation_to_another_target(import_file, make_claim, add_evidence):
    claim = make_claim(public_id="C-1")
    add_evidence(claim, public_id="E-1")
    header = "id,claim,motivation,body,reply_to,evidence\n"
    import_file("annotations", header + "A1,C-1,,Really?,,\n")
    outcome = import_file("annotations", header + "A1,C-1,,Really?,,E-1\n")
    assert [problem.column for problem in outcome.problems] == ["evidence"]


def test_whom_a_file_mentions_is_not_told_and_may_be_nobody_here(import_file, make_claim, alice):
    make_claim(public_id="C-1")
    file = HEADER + 'A1,C-1,,"See @alice, or @nobody.",\n'
    assert import_file("annotations", file).counts["new"] == 1
    assert not Notice.objects.exists()
