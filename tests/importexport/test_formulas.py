"""No exported cell starts a formula, and every cell comes back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.importexport.formulas import guarded, guarded_column, unguarded

# What spreadsheets take for the beginning of a formula, as OWASP's page on CSV injection has it.
STARTS = "=+-@\t\r\n"


@given(st.text())
@example("'=1")
@example("''=1")
@example("'")
@example("'\t")
@example(' "=1')
def test_a_guarded_cell_comes_back_as_it_was(cell):
    assert unguarded(guarded(cell)) == cell


@given(st.lists(st.text()))
@example(["", "bridge", "=1", "Äpfel", "-5", "10"])
def test_a_column_is_guarded_like_its_cells(cells):
    assert list(guarded_column(cells)) == [guarded(cell) for cell in cells]


@given(st.text(alphabet="'\" \t\r\n\0=+-@＝＋－＠ax"))
def test_cells_of_nothing_but_dangerous_characters_come_back_too(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(tuple(STARTS))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n", '"=1"', "  =1", "＝1", "'=1"]
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell):
    assert guarded(cell) == "'" + cell


@given(st.from_regex(r"'{0,2}\s?[0-9]{0,18}[.,]?[0-9]{0,3}(e[0-9])?\s?", fullmatch=True))
def test_numbers_come_back_too(cell):
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["\0=1", "\u200b=1", "\ufeff-1", "＂=1", "﹦1", " ' \" +1", "\x0b@a", "\xa0=1"]
)
def test_what_stands_before_a_sign_and_shows_nothing_does_not_hide_it(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["007", "1.50", "1e5", "12345678901234567890", "1,000", " 7", "7 ", ".5", "5.", "'007"]
)
def test_a_number_that_a_spreadsheet_would_rewrite_begins_with_an_apostrophe(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["0", "2018", "1.5", "0.25", "123456789012345", "2018-12-13"])
def test_a_number_that_a_spreadsheet_keeps_stays_as_it_is(cell):
    assert guarded(cell) == unguarded(cell) == cell


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", "'tis", "ten -3", "“=1”"])
def test_ordinary_cells_stay_as_they_are(cell):
    assert guarded(cell) == unguarded(cell) == cell
