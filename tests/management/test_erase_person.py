"""`manage.py erase_person`: by account or by noun and id, with a sentence where it cannot."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims import workflow
from claims.models import Claimant


def erase(*arguments: str) -> str:
    out = io.StringIO()
    call_command("erase_person", *arguments, "--reason", "They asked.", stdout=out)
    return out.getvalue()


def test_a_colleague_is_erased_by_user_name(carl, ada):
    said = erase("carl", "--as", "ada")
    assert f"the record names it person-{carl.pk}" in said


def test_a_claimant_is_erased_by_id(carl, ada):
    workflow.add(Claimant(slug="c-7", name="Jane Doe"), by=carl)
    said = erase("c-7", "--noun", "claimant")
    assert said.startswith("Erased: 1 value beside the log")
    assert "The id “c-7” stays" in said
    assert not Claimant.objects.filter(name="Jane Doe").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "There is no user “nobody”"),
        (["x", "--noun", "claimant"], "Nothing is kept of the claimant “x”"),
        (["carl", "--as", "erin"], "erin may not erase"),
    ],
)
def test_it_says_why_not(cast, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        erase(*arguments)
