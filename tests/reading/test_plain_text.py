import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading import plain_text
from claims.reading.blocks import BlockKind, Unreadable, one_line
from claims.reading.plain_text import read_text

WRAPPED = """\
All human beings are born free and equal in dignity and rights. They are
endowed with reason and conscience and should act towards one another in
a spirit of brotherhood.

Everyone is entitled to all the rights and freedoms set forth here."""


def shown(text):
    reading = read_text(text)
    return [(block.kind.value, reading.text[block.start : block.end]) for block in reading.blocks]


def kinds(text):
    return [kind for kind, _ in shown(text)]


@given(st.text(st.characters() | st.sampled_from("\n\r\t -1.•Aa")))
def test_no_word_is_lost_or_made_up(text):
    try:
        reading = read_text(text)
    except Unreadable:
        assert not one_line(text)
        return
    letters = re.sub(r"[\s‐-]", "", one_line(text))  # a mended hyphen is the one thing that goes
    assert re.sub(r"[\s‐-]", "", reading.text) == letters


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_a_wrapped_paragraph_is_one_block_whatever_ends_its_lines(ending):
    first, second = shown(WRAPPED.replace("\n", ending))
    assert first == ("paragraph", one_line(WRAPPED.split("\n\n")[0]))
    assert second[1].startswith("Everyone")


def test_lines_that_their_author_broke_stay_apart():
    assert shown("Jane Doe\n12 High Street\nAnytown\n\nDear Sir or Madam, we write to you.")[
        :3
    ] == [
        ("paragraph", "Jane Doe"),
        ("paragraph", "12 High Street"),
        ("paragraph", "Anytown"),
    ]


def test_a_line_that_had_room_for_the_next_word_was_broken_by_its_author():
    text = (
        "Programme of the meeting on the cost of living\n"
        "Opening of the meeting by the mayor of Anytown, with music by the school's own band\n"
        "Report of the committee on rents in the old town"
    )
    assert [words for _, words in shown(text)] == [
        "Programme of the meeting on the cost of living",
        "Opening of the meeting by the mayor of Anytown, with music by the school's own band "
        "Report of the committee on rents in the old town",
    ]


def test_a_hyphen_at_a_line_end_stays_where_nothing_else_is_known():
    text = "The government has announced that it will lower the price of well-\nknown medicines."
    assert "of well-known medicines" in read_text(text).text


def test_one_paragraph_a_line_without_empty_lines_stays_so():
    lines = ["A long line that says one thing and then goes on to say it again. " * 3] * 3
    assert len(shown("\n".join(lines))) == 3


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("VI. Facilitating Development in the World", 1),
        ("1. Introduction", 1),
        ("2.3 Method", 2),
        ("2.3.1 Sample", 3),
        ("Conclusion", 1),
        ("第一章 总则", 1),
        ("Заключение", 1),
    ],
)
def test_a_short_line_without_a_stop_above_a_paragraph_is_a_heading(line, level):
    text = f"{line}\n\nThis is what the section has to say about its subject."
    reading = read_text(text)
    assert (reading.blocks[0].kind, reading.blocks[0].level) == (BlockKind.HEADING, level)
    assert reading.title == line


@pytest.mark.parametrize(
    "line",
    ["He resigned.", "What now?", "and so it ends", "Items:", "政府已经采取措施。", "यह सच है।"],
)
def test_a_short_sentence_is_not_a_heading(line):
    assert kinds(f"{line}\n\nMore text follows here.")[0] == "paragraph"


@pytest.mark.parametrize("mark", ["•", "-", "*", "–", "1.", "2)", "(a)", "iv)", "3、"])
def test_bullets_and_numbers_make_list_items_and_stay_in_the_text(mark):
    text = f"The programmes comprise:\n\n{mark} technical aid;\n\n{mark} food and goods."
    assert shown(text)[1:] == [
        ("list item", f"{mark} technical aid;"),
        ("list item", f"{mark} food and goods."),
    ]


def test_items_on_adjoining_lines_are_items_and_their_second_lines_belong_to_them():
    text = "Measures:\n- higher wages\n  for nurses\n- lower rents"
    assert shown(text) == [
        ("paragraph", "Measures:"),
        ("list item", "- higher wages for nurses"),
        ("list item", "- lower rents"),
    ]


def test_furniture_is_kept_and_named_also_on_adjoining_lines():
    text = "Updated: Dec 13, 2018 Print\nShare - WeChat\n\nPrices rose.\n\n< 1 2 3"
    assert shown(text) == [
        ("furniture", "Updated: Dec 13, 2018 Print"),
        ("furniture", "Share - WeChat"),
        ("paragraph", "Prices rose."),
        ("furniture", "< 1 2 3"),
    ]


def test_a_year_that_wrapping_left_alone_on_a_line_is_no_page_number():
    text = "The number of people without work has fallen in every year since the spring of\n2018"
    assert kinds(text) == ["paragraph"]


def test_a_broken_word_is_mended_where_the_text_knows_it_whole():
    text = (
        "The international treaty was signed by most states. It is an inter-\n"
        "national treaty of the long-\n"
        "term kind, and long-term treaties are rare."
    )
    assert "an international treaty of the long-term kind" in read_text(text).text


def test_lines_of_chinese_and_thai_are_joined_without_a_blank():
    chinese = "人人生而自由在尊严和权利上一律平等他们赋有理性和良心并应以兄弟关系的\n精神相对待。"
    assert "兄弟关系的精神相对待" in read_text(chinese).text
    thai = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์\nและสิทธิต่างในตนมีเหตุผลและมโนธรรม"
    assert "เกียรติศักดิ์และสิทธิ" in read_text(thai).text


def test_form_feeds_number_the_pages():
    reading = read_text("First page here.\n\f\nSecond page here.")
    assert [block.page for block in reading.blocks] == [1, 2]
    assert [block.page for block in read_text("No pages here.").blocks] == [None]


def test_controls_are_dropped_and_the_person_is_told():
    reading = read_text("Prices\x00 rose by\x07 4 percent.")
    assert reading.text == "Prices rose by 4 percent."
    assert reading.notes == ("2 control characters were left out of the text.",)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00\x01", "\ufeff"])
def test_nothing_to_read_is_said(text):
    with pytest.raises(Unreadable, match="empty"):
        read_text(text)


def test_a_text_over_the_limit_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr(plain_text, "_chunks", None)
    with pytest.raises(Unreadable, match="10,000,001 characters"):
        read_text("x" * 10_000_001)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [("word", 1), ("a" * 500_000, 1), ("1. " * 20_000, 1), ("1. \n" * 20_000, 20_000)],
)
def test_odd_texts_are_read(text, blocks):
    assert len(read_text(text).blocks) == blocks
