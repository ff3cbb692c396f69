"""JSON Lines and lists of objects become rows, or a sentence that names the line."""

import pytest

from claims.importexport import Unimportable, open_sheet


@pytest.fixture
def opened(tmp_path):
    def do(text, encoding="utf-8"):
        path = tmp_path / "rows.jsonl"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return open_sheet(path)

    return do


def rows(sheet):
    return [(record.line, record.cells) for record in sheet]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_line_is_a_row_and_the_names_of_all_are_the_columns(opened, encoding):
    sheet = opened('{"id": "a", "text": "ü"}\n\n{"text": "b", "kind": null}\n', encoding)
    assert sheet.headers == ["id", "text", "kind"]
    assert rows(sheet) == rows(sheet) == [(1, ["a", "ü", ""]), (3, ["", "b", ""])]
    assert sheet.understood.format == "jsonl"


def test_values_are_what_a_cell_would_say(opened):
    line = (
        '{"n": 123456789012345678, "f": 1.50, "t": true, "l": ["a|b", "c"], "d": {"x": [1]}, '
        '"g": "\'=1"}'
    )
    assert rows(opened(line)) == [
        (1, ["123456789012345678", "1.50", "true", "a\\|b|c", '{"x": ["1"]}', "'=1"])
    ]


def test_a_list_of_objects_is_read_too(opened):
    sheet = opened('[\n {"id": "a", "n": 12345678901234567890},\n {"id": "b"}]')
    assert rows(sheet) == [(1, ["a", "12345678901234567890"]), (2, ["b", ""])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a"}\n{"id": \n', "Line 2: This is not JSON"),
        ('{"id": "a"}\n[1]\n', "Line 2: This is no object"),
        ('{"id": "a", "id": "b"}\n', "Line 1: This is not JSON: a name stands twice"),
        ('{"": "a"}\n', "must name the columns"),
        ('{"a": "a", "": "b"}\n', "A column has no name"),
        ('[{"id": "a"}, 1]', "Line 2: This is no object"),
        ('[{"id": "a"}, {"id', "Line 2: This is not JSON"),
        ('{"a":' + "[" * 100_000, "nested too deep"),
        ("[" + '{"a":' * 100_000, "nested too deep"),
        ("[]", "The file is empty"),
    ],
)
def test_what_is_no_row_is_named_by_its_line(opened, text, said):
    with pytest.raises(Unimportable) as caught:
        list(opened(text))
    assert said in str(caught.value)


def test_half_a_surrogate_pair_reaches_the_importer_which_refuses_it_by_its_cell(opened):
    assert rows(opened('{"id": "\\ud800"}')) == [(1, ["\ud800"])]
