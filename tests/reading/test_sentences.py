import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.reading.blocks import Block, BlockKind, Piece, Reading, assemble
from claims.reading.plain_text import read_text
from claims.reading.sentences import PHRASES_TO, primary, sentences

PIECES = st.lists(
    st.builds(
        Piece,
        st.text(st.characters() | st.sampled_from(' .!?…。\u00a0"”)1aB')),
        st.sampled_from(BlockKind),
    )
)


def read(*pieces):
    text, blocks = assemble(Piece(p) if isinstance(p, str) else p for p in pieces)
    return Reading(text, blocks)


def shown(text, language=""):
    reading = read(text)
    return [reading.text[s.start : s.end] for s in sentences(reading, language)]


@given(PIECES, st.sampled_from(["", "en", "zh-Hans", "ar", "hi", "th", "de_AT", "no such tag"]))
def test_sentences_lie_in_their_blocks_in_order_and_cover_every_word(pieces, language):
    reading = read(*pieces)
    found = sentences(reading, language)
    places = [(s.block, s.start, s.end) for s in found]
    assert places == sorted(places)
    covered = set()
    for sentence in found:
        block = reading.blocks[sentence.block]
        assert block.kind is not BlockKind.FURNITURE
        assert block.start <= sentence.start < sentence.end <= block.end
        words = reading.text[sentence.start : sentence.end]
        assert words == words.strip()
        assert covered.isdisjoint(range(sentence.start, sentence.end))
        covered.update(range(sentence.start, sentence.end))
    for block in reading.blocks:
        if block.kind is not BlockKind.FURNITURE:
            for place in range(block.start, block.end):
                assert place in covered or reading.text[place].isspace()


@example("B\u00a0.")  # the shortest text at which sentencex 1.0.32 panics
@given(st.text(st.sampled_from("a.B \u00a0\u2028\u3000!1•…")))
def test_a_text_with_any_blanks_is_split_without_a_panic(text):
    reading = Reading(text, ())
    reading = Reading(text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    spans = sentences(reading)
    said = "".join(text[s.start : s.end] for s in spans)
    assert "".join(said.split()) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Dr. Smith left. He paid $4.5 million!",
            ["Dr. Smith left.", "He paid $4.5 million!"],
        ),
        (
            "en-GB",
            "“It fell.” Then it rose. Why?",
            ["“It fell.”", "Then it rose.", "Why?"],
        ),
        ("zh-Hans", "物价上涨了。为什么？没人知道！", ["物价上涨了。", "为什么？", "没人知道！"]),
        (
            "ar",
            "ارتفعت الأسعار. لماذا؟ لا أحد يعرف.",
            ["ارتفعت الأسعار.", "لماذا؟", "لا أحد يعرف."],
        ),
        ("hi", "दाम बढ़े। क्यों? कोई नहीं जानता।", ["दाम बढ़े।", "क्यों?", "कोई नहीं जानता।"]),
        ("ja", "物価が上がった。なぜか？", ["物価が上がった。", "なぜか？"]),
        ("ur", "قیمتیں بڑھیں۔ کیوں؟", ["قیمتیں بڑھیں۔", "کیوں؟"]),
        ("am", "ዋጋ ጨመረ። ለምን?", ["ዋጋ ጨመረ።", "ለምን?"]),
        (
            "de",
            "Am 3. Mai stieg z. B. der Preis. Warum?",
            ["Am 3. Mai stieg z. B. der Preis.", "Warum?"],
        ),
        ("ru", "Цены выросли. Почему?", ["Цены выросли.", "Почему?"]),
        ("xx", "Prices rose. Why?", ["Prices rose.", "Why?"]),
        ("", "Prices rose. Why?", ["Prices rose.", "Why?"]),
    ],
)
def test_sentences_of_many_languages(language, text, expected):
    assert shown(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. The first item.",
        "VI. The world.",
        "(a) The first.",
        "• 2) Food.",
        "3.2. Method.",
        "N°. 12.",
    ],
)
def test_what_counts_belongs_to_what_it_counts(text):
    assert shown(text) == [text]


def test_a_short_answer_is_a_sentence_not_a_number():
    assert shown("Did prices fall? No. They rose.") == ["Did prices fall?", "No.", "They rose."]


def test_a_footnote_mark_ends_the_sentence_before_it():
    assert shown("The president wrote the letter.12 The council read it.¹³ Nobody replied.") == [
        "The president wrote the letter.12",
        "The council read it.¹³",
        "Nobody replied.",
    ]


def test_figures_and_articles_are_not_taken_for_footnotes():
    assert shown("It cost 4.12 The most.") == ["It cost 4.12 The most."]
    assert shown("Nach Art.5 Grundgesetz gilt das.", "de") == ["Nach Art.5 Grundgesetz gilt das."]


def test_furniture_is_never_a_sentence_and_headings_are():
    reading = read(
        Piece("Prices", BlockKind.HEADING),
        Piece("Page 3 of 10", BlockKind.FURNITURE),
        Piece("They rose."),
    )
    assert [(reading.text[s.start : s.end], s.block) for s in sentences(reading)] == [
        ("Prices", 0),
        ("They rose.", 2),
    ]


def test_offsets_are_code_points_also_beyond_the_basic_plane():
    reading = read("😀 𠮷野家 rose. 👩‍👩‍👧 fell.")
    assert [reading.text[s.start : s.end] for s in sentences(reading)] == [
        "😀 𠮷野家 rose.",
        "👩‍👩‍👧 fell.",
    ]


def test_thai_has_no_full_stop_and_is_parted_at_blanks_once_it_is_long():
    phrase = "ราคาสินค้าเพิ่มขึ้นอย่างต่อเนื่องตลอดทั้งปี"
    assert shown(phrase, "th") == [phrase]
    long = " ".join([phrase] * 12)
    parts = shown(long, "th")
    assert len(parts) > 1
    assert " ".join(parts) == long
    assert max(map(len, parts)) <= PHRASES_TO


def test_the_readings_own_language_is_used_where_none_is_given():
    text, blocks = assemble([Piece("Er kam am 3. Mai. Warum?")])
    assert len(sentences(Reading(text, blocks, language="de-AT"))) == 2
    assert len(sentences(Reading(text, blocks, language="en"))) == 3


@pytest.mark.parametrize(
    ("tag", "first"), [("pt-BR", "pt"), ("zh_Hant_TW", "zh"), ("EN", "en"), ("", "en"), (" ", "en")]
)
def test_a_language_tag_is_cut_to_its_first_part(tag, first):
    assert primary(tag) == first


@pytest.mark.parametrize(
    "unit", ["1. ", "word ", "It is so. ", "“no. ", "“不。", "กขค งจฉ ", "a.12 B "]
)
def test_ten_times_the_text_takes_about_ten_times_as_long(unit):
    """A ratio, with room for a busy machine: quadratic time would make it a hundred."""

    def spent(times):
        reading = read_text(unit * times)
        start = time.process_time()
        sentences(reading)
        return time.process_time() - start

    short = max(min(spent(5_000) for _ in range(3)), 1e-4)
    assert spent(50_000) < short * 50
