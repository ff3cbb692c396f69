import pytest
from lxml import html

from claims.reading.blocks import one_line
from claims.reading.markup import pieces_of


def shown(markup):
    return [(p.kind.value, one_line(p.text)) for p in pieces_of(html.fromstring(markup))]


@pytest.mark.parametrize("tag", ["nav", "footer", "aside", "form"])
def test_whatever_is_inside_what_stands_apart_is_furniture(tag):
    markup = (
        f"<div><{tag}><h2>More</h2><ul><li>Prices rose.</li></ul></{tag}><p>Wages fell.</p></div>"
    )
    assert shown(markup) == [
        ("furniture", "More"),
        ("furniture", "Prices rose."),
        ("paragraph", "Wages fell."),
    ]


@pytest.mark.parametrize("tag", ["script", "style", "svg", "template", "noscript"])
def test_what_is_not_text_is_skipped_with_all_that_is_in_it_but_not_what_follows(tag):
    markup = f"<div>Prices <{tag}>a<b>c</b>d</{tag}>rose.</div>"
    assert shown(markup) == [("paragraph", "Prices rose.")]


def test_inline_tags_do_not_part_words_and_breaks_do():
    assert shown("<p>un<b>believ</b>able<br>prices</p>") == [("paragraph", "unbelievable prices")]


def test_text_between_blocks_is_a_block():
    assert shown("<div>one<p>two</p>three<!-- no -->, four<p>five</p></div>") == [
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("paragraph", "three, four"),
        ("paragraph", "five"),
    ]


def test_paragraphs_of_a_list_item_are_list_items():
    assert shown("<ul><li><p>one</p><p>two</p></li></ul><p>three</p>")[:3] == [
        ("list item", "one"),
        ("list item", "two"),
        ("paragraph", "three"),
    ]
