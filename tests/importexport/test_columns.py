"""The table of columns in fixtures/README.md and the importer say the same."""

import re
from pathlib import Path

import pytest

from claims.importexport import RESOURCES
from claims.importexport.columns import Names, as_text

README = (Path(__file__).resolve().parents[2] / "fixtures/README.md").read_text(encoding="utf-8")
TABLE = dict(re.findall(r"^\| (\w+) \| `([a-z_,]+)`", README, re.MULTILINE))


# Of the columns that the README lists, those that it says may be left out.
LEFT_OUT = {
    "annotations": ",evidence,document,review_part,quote,quote_prefix,quote_suffix",
    "claimants": ",affiliation",
}


@pytest.mark.parametrize("noun", RESOURCES)
def test_a_file_must_hold_the_columns_that_the_readme_lists(noun):
    required = ",".join(RESOURCES[noun].required())
    assert required + LEFT_OUT.get(noun, "") == TABLE[noun]


@pytest.mark.parametrize("noun", RESOURCES)
def test_the_readme_names_every_other_column(noun):
    resource = RESOURCES[noun]
    for name in [*resource.optional, *resource.export_only()]:
        assert f"`{name}`" in README


@pytest.mark.parametrize(
    ("names", "cell"),
    [
        ({"a", "b"}, "a|b"),
        ({"a|b"}, r"a\|b"),
        ({"a\\"}, "a\\\\"),
        ({"a\\|b", "c"}, r"a\\\|b|c"),
        (set(), ""),
    ],
)
def test_a_list_of_names_is_written_in_one_cell_and_read_again(names, cell):
    assert Names().render(names) == cell
    assert Names().clean(cell) == names


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (True, "true"), (2018.0, "2018"), (1.5, "1.5"), ("=1", "=1")]
)
def test_cells_of_a_workbook_read_like_cells_of_a_text_file(value, cell):
    assert as_text(value) == cell
