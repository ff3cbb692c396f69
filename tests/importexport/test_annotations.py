"""Annotations from files, in threads."""

from claims.models import Annotation

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
