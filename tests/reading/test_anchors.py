"""Anchors: a passage is found again by quoting it, and what is not sure is not called sure."""

import random
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.reading.anchors import Found, Place, TextQuoteSelector, locate, select

SURE = {Found.EXACT, Found.CONTEXT}
REPETITIVE = st.one_of(
    st.text(min_size=1, max_size=200),
    st.builds(str.__mul__, st.text("ab \n", min_size=1, max_size=3), st.integers(1, 150)),
    st.lists(
        st.sampled_from(["five percent ", "of  ", "“x” ", "ﬁ", "\u00ad", "\n", "人权 "]), min_size=1
    ).map("".join),
)

REPORT = (
    "The ministry of Fictia published its yearly report in March. Exports grew by five percent, "
    "while imports fell by two percent. The harbour of Port Sample handled 12,400 ships, more "
    "than in any year since 1998.\n\nUnemployment in the north was five percent; in the south, "
    "where most of the shipyards are, it stood at nine percent. The minister called the year "
    "“a turning point” and promised a second line for the railway by 2031.\n\nCritics said that "
    "the figures of the harbour count ferries, which carry no goods at all."
)


@st.composite
def texts_with_spans(draw):
    text = draw(REPETITIVE)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


def passage(words, text=REPORT):
    start = text.index(words)
    return select(text, start, start + len(words))


def found_words(text, selector, **near):
    place = locate(text, selector, **near)
    return text[place.start : place.end], place.found


@given(texts_with_spans())
@example(("ab" * 100, 100, 103))
@example(("ab" * 100, 198, 200))
def test_a_selected_span_is_located_where_it_was_selected(case):
    text, start, end = case
    place = locate(text, select(text, start, end), near=start)
    assert (place.start, place.end) == (start, end)
    assert place.score == 1
    once = text.find(text[start:end]) == start and text.find(text[start:end], start + 1) < 0
    assert place.found == (Found.EXACT if once else Found.CONTEXT)


@given(texts_with_spans())
@example(("a" * 100, 99, 100))
@example(("a" * 100, 60, 90))
def test_without_a_hint_the_span_is_found_unless_its_32_neighbours_are_found_twice(case):
    text, start, end = case
    place = locate(text, select(text, start, end))
    assert text[place.start : place.end] == text[start:end]
    padded = "\0" * 32 + text + "\0" * 32
    seen = padded[start : end + 64]
    if "\0" not in text and padded.find(seen, padded.find(seen) + 1) < 0:
        assert (place.start, place.end) == (start, end)


@given(texts_with_spans(), REPETITIVE, st.none() | st.integers(-5, 400))
def test_whatever_text_is_searched_a_sure_place_has_the_very_words(case, other, near):
    text, start, end = case
    selector = select(text, start, end)
    for searched in (other, text[:start] + other + text[start:]):
        place = locate(searched, selector, near=near)
        if place.found in SURE:
            assert searched[place.start : place.end] == selector.exact
        if place.found == Found.EXACT:
            assert searched.count(selector.exact) == 1
        if place.found == Found.LOST:
            assert place == Place(-1, -1, Found.LOST, 0.0)
        else:
            assert 0 <= place.start < place.end <= len(searched)
            assert 0 < place.score <= 1


def test_a_selector_carries_32_characters_of_context_and_fewer_at_the_edges():
    selector = passage("five percent; in the south")
    assert selector.prefix == "\n\nUnemployment in the north was "
    assert selector.suffix == ", where most of the shipyards ar"
    assert passage("The ministry").prefix == ""
    assert passage("goods at all").suffix == "."


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 10_000)])
def test_selecting_nothing_or_outside_the_text_is_refused_with_a_sentence(start, end):
    with pytest.raises(ValueError, match="is empty or leaves the text"):
        select(REPORT, start, end)


@pytest.mark.parametrize(
    "selector", [TextQuoteSelector(""), TextQuoteSelector("", "Exports grew by", " while")]
)
def test_a_selector_without_a_quote_is_refused_with_a_sentence(selector):
    with pytest.raises(ValueError, match="The quote is empty"):
        locate(REPORT, selector)


def test_a_quote_that_stands_once_is_exact():
    assert found_words(REPORT, TextQuoteSelector("12,400 ships")) == ("12,400 ships", Found.EXACT)


def test_a_repeated_quote_is_told_by_its_context_also_after_edits_around_it():
    second = REPORT.index("five percent; in")
    selector = select(REPORT, second, second + len("five percent"))
    edited = REPORT.replace("Exports grew", "In a good year exports grew").replace("most", "many")
    place = locate(edited, selector)
    assert place.found == Found.CONTEXT
    assert edited[place.start :].startswith("five percent; in the south")


def test_a_repeated_quote_without_context_is_no_sure_find_and_the_nearest_is_taken():
    selector = TextQuoteSelector("five percent")
    first, second = (found.start() for found in re.finditer("five percent", REPORT))
    assert locate(REPORT, selector) == Place(first, first + 12, Found.APPROXIMATE, 0.5)
    assert locate(REPORT, selector, near=second - 9).start == second


def test_the_right_words_in_the_wrong_surroundings_are_not_sure():
    """The true place now says six; the same words stand elsewhere, about something else."""
    selector = passage("five percent, while")
    edited = REPORT.replace("five percent, while", "six percent, while")
    edited += " Shares fell by five percent, while the bank was closed."
    words, found = found_words(edited, selector)
    assert (words, found) == ("six percent, while", Found.APPROXIMATE)


def test_a_short_quote_that_was_struck_out_is_not_sure_to_have_moved_to_its_twin():
    selector = passage("five percent")
    edited = REPORT.replace("grew by five percent, ", "grew, ")
    assert locate(edited, selector).found not in SURE


ROWS = (
    "Region North: unemployment was five percent in the first quarter.\n"
    "Region South: unemployment was five percent in the first quarter.\n"
    "Region East: unemployment was four percent of those who are over sixty.\n"
)


def test_a_row_of_a_table_does_not_stand_in_for_its_neighbour_that_changed():
    start = ROWS.index("five percent")
    selector = select(ROWS, start, start + len("five percent"))
    edited = ROWS.replace("five percent", "some", 1)
    place = locate(edited, selector, near=start)
    assert place.found not in SURE
    assert place.score <= 0.5


def test_one_side_of_the_context_is_not_enough_for_a_short_quote():
    start = ROWS.index("four percent")
    selector = select(ROWS, start, start + len("four percent"))
    edited = "Region West: unemployment was four percent, as had been foreseen by most."
    assert found_words(edited, selector) == ("four percent", Found.APPROXIMATE)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("12,400 ships", "14,200 ships", "handled 14,200 ships, more than in any year"),
        ("more than in", "perhaps more than ever in", None),
        ("any year", "year", "handled 12,400 ships, more than in year"),
        ("handled", "is said to have welcomed", None),
    ],
)
def test_changed_words_are_found_and_said_to_be_changed(old, new, expected):
    selector = passage("handled 12,400 ships, more than in any year")
    edited = REPORT.replace(old, new)
    words, found = found_words(edited, selector)
    assert found == Found.APPROXIMATE
    if expected:
        assert words == expected
    assert "ships, more than" in words or "perhaps more than" in words


def test_typography_alone_is_an_approximate_find_with_the_full_score():
    selector = passage("called the year “a turning point” and promised")
    retyped = REPORT.replace("“", '"').replace("”", '"').replace(" ", "\u00a0").replace("\n", " ")
    retyped = retyped.replace("turning", "turn\u00ading")
    place = locate(retyped, selector)
    assert (place.found, place.score) == (Found.APPROXIMATE, 1.0)
    assert retyped[place.start : place.end].startswith('called\u00a0the\u00a0year\u00a0"a')
    assert retyped[place.start : place.end].endswith("and\u00a0promised")


def test_a_passage_taken_out_is_lost():
    selector = passage("Critics said that the figures of the harbour count ferries")
    assert locate(REPORT[: REPORT.index("Critics")], selector).found == Found.LOST


def test_chinese_is_found_again_although_it_has_no_spaces():
    text = (
        "一九七九年成立。中国先后派遣了二万五千名医务人员,赴七十二个国家和地区。此后规模不断扩大。"
    )
    selector = passage("派遣了二万五千名医务人员", text)
    assert found_words(text, selector) == ("派遣了二万五千名医务人员", Found.EXACT)
    edited = text.replace("二万五千", "二万六千")
    assert found_words(edited, selector) == ("派遣了二万六千名医务人员", Found.APPROXIMATE)


def sentence(random_number):
    return " ".join(random_number.choices(WORDS, k=12)).capitalize() + ". "


WORDS = [
    "".join(letters)
    for letters in zip(
        *(random.Random(seed).choices("abcdefghilmnoprstu", k=900) for seed in range(7)),
        strict=True,
    )
]


def edited_words(text, chance, rate=0.05):
    """The text with words replaced, dropped and doubled, and where each old offset went."""
    pieces, went, done = [], {}, 0
    for word in re.finditer(r"\w+", text):
        gap, new = text[done : word.start()], word.group()
        at = went.get(done, 0) + len(gap)
        if chance.random() < rate:
            new = chance.choice(["", chance.choice(WORDS), f"{new} {chance.choice(WORDS)}"])
        pieces += (gap, new)
        went[word.start()], went[word.end()] = at, at + len(new)
        done = word.end()
    return "".join([*pieces, text[done:]]), went


@pytest.mark.parametrize("seed", range(5))
def test_with_one_word_in_twenty_changed_quotes_are_at_their_place_or_said_to_be_changed(seed):
    chance = random.Random(seed)
    text = "".join(sentence(chance) for _ in range(400))
    words = list(re.finditer(r"\w+", text))
    edited, went = edited_words(text, chance)
    right = 0
    for _ in range(40):
        first = chance.randrange(len(words) - 8)
        start, end = words[first].start(), words[first + chance.randrange(4, 8)].end()
        place = locate(edited, select(text, start, end))
        overlaps = place.start < went[end] and went[start] < place.end
        right += overlaps
        assert overlaps or place.found not in SURE
        if place.found in SURE:
            assert place.start == went[start]
            assert edited[place.start : place.end] == text[start:end]
    assert right >= 38


@pytest.mark.parametrize(
    ("text_of", "selector_of", "near"),
    [
        (lambda n: "a" * n, lambda n: TextQuoteSelector("a" * (n // 2)), None),
        (
            lambda n: "a" * n,
            lambda n: TextQuoteSelector("a" * (n // 200) + "b" + "a" * (n // 200), "x", "y"),
            None,
        ),
        (lambda n: "a" * n, lambda n: TextQuoteSelector("b" + "a" * (n // 20)), 700),
        (
            lambda n: "ab" * (n // 2),
            lambda n: TextQuoteSelector("ab" * (n // 2_000), "ab" * 16, "ab" * 16),
            50_001,
        ),
        (
            lambda n: "the cat sat on a mat " * (n // 20),
            lambda n: TextQuoteSelector("the dog sat on a mat " * (n // 11_000)),
            None,
        ),
        (lambda n: " \u00ad" * (n // 2), lambda n: TextQuoteSelector("x y z", " a", "b"), 9),
        (lambda n: "1. " * (n // 3), lambda n: TextQuoteSelector("1. 2. 1.", "1. ", "1. "), None),
    ],
)
def test_ten_times_a_hostile_text_takes_about_ten_times_as_long(text_of, selector_of, near):
    """A ratio, with room for a busy machine: quadratic time would make it a hundred."""

    def spent(length):
        text, selector = text_of(length), selector_of(length)
        began = time.process_time()
        place = locate(text, selector, near=near)
        took = time.process_time() - began
        assert place.found not in SURE or text[place.start : place.end] == selector.exact
        return took

    short = max(min(spent(100_000) for _ in range(3)), 1e-3)
    assert spent(1_000_000) < short * 50
