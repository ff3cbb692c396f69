"""No exported cell starts a formula, and every cell comes back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.importexport.formulas import guarded, unguarded

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


@given(st.text(alphabet="'\" \t\r\n\0=+-@＝＋－＠ax"))
def test_cells_of_nothing_but_dangerous_characters_come_back_too(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(tuple(STARTS))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n", '"=1"', "  =1", "＝1", "'=1"]
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "a=1", "1-2", "'tis", "ten -3", "“=1”"])
def test_ordinary_cells_stay_as_they_are(cell):
    assert guarded(cell) == unguarded(cell) == cell
