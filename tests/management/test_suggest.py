"""`manage.py suggest FILE`: any file's sentences, ranked, without the site."""

import pytest
from django.core.management import CommandError, call_command

SPEECH = (
    "Good evening to you all.\n\n"
    "The harbour of Port Sample handled 12,400 ships in 2017, more than in any year before. "
    "I hope that we will meet again.\n\n"
    "Unemployment fell to four percent, and that is the lowest of the decade.\n"
)


@pytest.fixture
def suggest(tmp_path, capsys):
    def run(content, *arguments, name="speech.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("suggest", str(path), *arguments)
        return capsys.readouterr().out

    return run


def test_sentences_are_printed_best_first_with_score_and_reasons(suggest):
    lines = [line for line in suggest(SPEECH).splitlines() if line]
    assert lines[0].startswith("  1. 0.")
    assert "has a figure" in lines[1]
    ranked = [line for line in lines if line[:4].strip(" .").isdecimal()]
    scores = [float(line.split()[1]) for line in ranked]
    assert len(ranked) == 4
    assert scores == sorted(scores, reverse=True)
    assert "Port Sample" in ranked[0] + ranked[1]
    assert "Good evening" in ranked[2] + ranked[3]


def test_it_says_that_people_decide_and_how_little_to_expect(suggest):
    printed = suggest(SPEECH)
    assert "people decide" in printed
    assert "one in four of the first ten" in printed
    assert "not known to be English" not in printed


def test_the_limit_is_kept(suggest):
    printed = suggest(SPEECH, "--limit", "1")
    assert "1 of 4 sentences." in printed
    assert "  2. " not in printed


def test_another_language_is_said_to_be_ranked_by_figures_alone(suggest):
    german = "Der Hafen wuchs 2017 um 8 %. Wir danken allen."
    assert "not known to be English" in suggest(german)
    assert "not known to be English" in suggest(SPEECH, "--language", "de")


def test_the_page_of_a_file_decides_its_language(suggest):
    page = f'<!doctype html><html lang="en"><body><p>{SPEECH}</p></body></html>'
    assert "Port Sample handled" in suggest(page, name="page.html")


def test_a_folder_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"is a folder\. Name one file in it\."):
        call_command("suggest", str(tmp_path))


def test_a_missing_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.txt cannot be read: No such file"):
        call_command("suggest", str(tmp_path / "nothing.txt"))


@pytest.mark.parametrize("content", ["", " \n\n ", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04broken"])
def test_a_file_that_is_no_document_is_refused_with_a_sentence(suggest, content):
    with pytest.raises(CommandError, match=r"speech\.txt cannot be read\. .+\."):
        suggest(content)


def test_a_file_too_large_to_read_is_refused_with_a_sentence(suggest):
    with pytest.raises(CommandError, match="is over 20 MB, the most that is read"):
        suggest(b"a" * 20_000_001)


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_no_number_of_sentences_is_refused(suggest, limit):
    with pytest.raises(CommandError, match="is no number of sentences: give 1 or more"):
        suggest(SPEECH, f"--limit={limit}")
