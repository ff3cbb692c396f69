"""Markdown by people who may mean harm, dates as exact as they are, any language."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.templatetags.prose import ATTRIBUTES, TAGS, in_language, markdown, partial_date

NASTY = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://example.org/a.png)",
    "<img src=x onerror=alert(1)>", "[x](JaVaScRiPt&colon;alert(1))", "<a href='javascript:x'>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "<javascript:alert(1)>", "[a]: javascript:x\n\n[a]",
    "```\n</code><script>\n```", '[x](https://example.org "onclick=alert(1)")', "<svg/onload=x>",
    "<iframe src=//example.org>", "[x](vbscript:x)", "&lt;script&gt;", "<!--", "]]>", "\0",
    '"><b onmouseover=x>', "| a |\n| - |\n| <b onx=1> |", "[x](\x01javascript:x)", "<style>",
]  # fmt: skip
ALLOWED = {name for names in ATTRIBUTES.values() for name in names} | {"rel"}


class Seen(HTMLParser):
    """What a browser would build: tags with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def is_harmless(html):
    for tag, attributes in Seen(html).tags:
        if tag not in TAGS or not attributes.keys() <= ALLOWED:
            return False
        href = attributes.get("href") or ""
        scheme = re.match(r"[\s\x00-\x20]*([a-z0-9+.-]+):", href, re.IGNORECASE)
        if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
            return False
    return True


@pytest.mark.parametrize("text", NASTY)
def test_markdown_that_means_harm_does_none(text):
    assert is_harmless(markdown(text))


@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), max_size=8).map("".join))
def test_markdown_in_any_mixture_is_harmless(text):
    assert is_harmless(markdown(text))


def test_the_judge_of_harm_can_tell():
    assert not is_harmless("<p onclick=x>")
    assert not is_harmless("<script>x</script>")
    assert not is_harmless('<a href=" javascript:x">x</a>')
    assert is_harmless('<a href="https://example.org" rel="nofollow noopener">x</a>')


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;bold&lt;/b&gt;" in markdown("<b>bold</b>")


def test_links_carry_no_recommendation():
    assert markdown("[a](https://example.org)") == (
        '<p dir="auto"><a href="https://example.org" rel="nofollow noopener">a</a></p>\n'
    )


def test_headings_stay_below_those_of_the_page():
    html = markdown("# One\n\n### Two\n\n###### Three", 3)
    assert re.findall(r"<h(\d)", html) == ["3", "5", "6"]
    assert re.findall(r"<h(\d)", markdown("### Alone")) == ["2"]


@pytest.mark.parametrize(
    ("value", "said"),
    [("2018", "2018"), ("2018-12", "December 2018"), ("2018-12-03", "3 December 2018"), ("", "")],
)
def test_a_date_is_told_as_exactly_as_the_source_gives_it(value, said):
    assert partial_date(value) == said


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("pt-BR", ' lang="pt-BR" dir="auto"'),
        ("", ' dir="auto"'),
        ('en" onclick="x', ' dir="auto"'),
        (None, ' dir="auto"'),
    ],
)
def test_words_in_another_language_say_which(tag, attributes):
    assert in_language(tag) == attributes
