import pytest

from claims.reading import pdf
from claims.reading.blocks import BlockKind, Piece, Unreadable
from claims.reading.furniture import is_furniture
from claims.reading.pdf import read_pdf

LEFT, SIZE, LEADING = 72, 11, 14
LOREM = (
    "All human beings are born free and equal in dignity and rights. They are",
    "endowed with reason and conscience and should act towards one another in",
    "a spirit of brotherhood.",
)


def column(*lines, top=700, left=LEFT, size=SIZE):
    return [(left, top - LEADING * place, size, words) for place, words in enumerate(lines)]


def shown(data):
    reading = read_pdf(data)
    return [(b.kind.value, b.page, reading.text[b.start : b.end]) for b in reading.blocks]


def test_lines_make_paragraphs_with_the_number_of_their_page(make_pdf):
    pages = [
        column(*LOREM) + column("Everyone has the right to life.", top=630),
        column("No one shall be held in slavery."),
    ]
    assert shown(make_pdf(*pages)) == [
        ("paragraph", 1, " ".join(LOREM)),
        ("paragraph", 1, "Everyone has the right to life."),
        ("paragraph", 2, "No one shall be held in slavery."),
    ]


def test_what_is_larger_than_the_body_is_a_heading_and_its_size_its_level(make_pdf):
    page = (
        column("Human rights", top=780, size=20)
        + column("First article", top=740, size=15)
        + column(*LOREM)
    )
    reading = read_pdf(make_pdf(page))
    assert [(block.kind.value, block.level) for block in reading.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", None),
    ]
    assert reading.title == "Human rights"


def test_the_title_of_the_file_stands_before_its_first_heading(make_pdf):
    assert read_pdf(make_pdf(column(*LOREM), title="Déclaration")).title == "Déclaration"


HEADINGS = [("Report on the investigation", 1), ("into the harbour", 1), ("Volume II", 2)]
WHOLE = "Report on the investigation into the harbour"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("", WHOLE),
        ("Report on the inv", WHOLE),
        ("report on the investigation…", WHOLE),
        ("Untitled", WHOLE),
        ("report_final_v2.indd", WHOLE),
        ("Microsoft Word - harbour.docx", WHOLE),
        ("The harbour report", "The harbour report"),
        ("港湾报告", "港湾报告"),
    ],
)
def test_a_title_that_is_cut_or_a_files_name_gives_way_to_the_largest_lines(said, title):
    pieces = [Piece(text, BlockKind.HEADING, 1, level) for text, level in HEADINGS]
    assert pdf.title_of(said, [Piece("Page 1", BlockKind.FURNITURE, 1), *pieces]) == title


def test_without_a_heading_the_title_is_what_the_file_says():
    assert pdf.title_of("harbour_report", [Piece("Words.")]) == "harbour_report"
    assert pdf.title_of("untitled", [Piece("Words.")]) == ""


def test_a_word_broken_at_the_end_of_a_line_is_mended(make_pdf):
    page = column(
        "All human beings are born free and equal in dignity and in their inter-",
        "national rights. Everyone has them, without distinction of any kind and",
        "without regard to any self-",
        "made rule. No self-made rule stands above them, nor beside them at all.",
    )
    text = read_pdf(make_pdf(page)).text
    assert "in their international rights" in text
    assert "any self-made rule. No self-made rule" in text


def test_running_headers_and_page_numbers_are_furniture_and_stay_in_the_text(make_pdf):
    pages = [
        column("Report on everything", top=810)
        + column(f"Page {number} says something of its own, in a whole sentence.")
        + column(str(number), top=40)
        for number in range(1, 5)
    ]
    blocks = shown(make_pdf(*pages))
    assert blocks[:3] == [
        ("furniture", 1, "Report on everything"),
        ("paragraph", 1, "Page 1 says something of its own, in a whole sentence."),
        ("furniture", 1, "1"),
    ]
    assert sum(kind == "furniture" for kind, _, _ in blocks) == 8


def test_a_line_that_comes_twice_in_the_margin_is_no_running_header(make_pdf):
    pages = [column("Prices rose in spring.", top=810) + column(*LOREM) for _ in range(2)]
    assert "furniture" not in {kind for kind, _, _ in shown(make_pdf(*pages))}


def test_a_sentence_repeated_in_the_body_of_every_page_is_no_running_header(make_pdf):
    pages = [column("Prices rose in spring.", top=500) + column(*LOREM) for _ in range(5)]
    assert "furniture" not in {kind for kind, _, _ in shown(make_pdf(*pages))}


def test_a_number_in_a_table_is_not_the_pages(make_pdf):
    assert is_furniture("412")
    assert ("paragraph", 1, "412") in shown(make_pdf(column(*LOREM) + column("412", top=500)))


def test_a_sentence_cut_by_the_end_of_a_page_is_whole_around_footnotes_and_furniture(make_pdf):
    first = (
        column("Article 1 of 30", top=810)
        + column(*LOREM[:2], top=200)
        + column("1 See the annex.", top=150, size=8)
        + column("1", top=40)
    )
    second = (
        column("Article 2 of 30", top=810)
        + column(LOREM[2], top=760)
        + column(*LOREM, top=700)
        + column("2", top=40)
    )
    third = column("Article 3 of 30", top=810) + column(*LOREM) + column("3", top=40)
    blocks = shown(make_pdf(first, second, third))
    assert ("paragraph", 1, " ".join(LOREM)) in blocks
    assert ("paragraph", 1, "1 See the annex.") in blocks
    assert ("paragraph", 2, LOREM[2]) not in blocks


def test_two_columns_are_read_one_after_the_other(make_pdf):
    left = column("Left one says", "this and then", "that, too.", left=72)
    right = column("Right one says", "another thing", "and ends.", left=330)
    assert [text for _, _, text in shown(make_pdf(left + right))] == [
        "Left one says this and then that, too.",
        "Right one says another thing and ends.",
    ]


def test_lines_stored_from_the_last_to_the_first_are_read_from_the_top(make_pdf):
    lines = column("First comes", "second, then", "third, then", "fourth, then", "fifth.")
    assert [text for _, _, text in shown(make_pdf(lines[::-1]))] == [
        "First comes second, then third, then fourth, then fifth."
    ]


def test_hebrew_stored_from_left_to_right_is_read_from_right_to_left(make_pdf):
    means = dict(zip("abcdef ", "אבגדהו ", strict=True))
    page = [(72, 700, 11, "fed cba")]  # on paper: the letters from f to a, so a reader begins at a
    assert shown(make_pdf(page, means=means)) == [("paragraph", 1, "אבג דהו")]


def test_arabic_that_pdfium_turns_round_is_turned_back_by_where_it_stands(make_pdf):
    """Browsers store the letters in reading order and draw each left of the one before."""
    data = make_pdf([(300, 700, 11, "abc")], means=dict(zip("abc", "ابج", strict=True)))
    drawn = data.replace(b"(abc) Tj", b"[(a) 1200 (b) 1200 (c)] TJ")
    assert shown(drawn) == [("paragraph", 1, "ابج")]


def test_a_glyph_without_a_letter_is_shown_as_lost(make_pdf):
    means = {byte: byte for byte in "Pricesto.4 "} | {"r": "\x00"}
    reading = read_pdf(make_pdf(column("Prices rose to 4."), means=means))
    assert reading.text == "P�ices �ose to 4."
    assert "which letter 2 characters stand" in reading.notes[0]


def test_a_font_that_names_no_letters_is_refused(make_pdf):
    means = {byte: chr(0xE000 + ord(byte)) for byte in "Prices o."}
    with pytest.raises(Unreadable, match="fonts do not say which letters"):
        read_pdf(make_pdf(column("Prices rose."), means=means))


def test_the_words_of_a_running_header_are_text_where_the_body_says_them(make_pdf):
    pages = [column("The state of the union", top=810) + column(*LOREM) for _ in range(4)]
    pages.append(column("The state of the union", "is strong, as they say.", top=500))
    assert ("paragraph", 5, "The state of the union is strong, as they say.") in shown(
        make_pdf(*pages)
    )


def test_bulleted_lines_are_list_items(make_pdf):
    page = column("The programmes comprise:", "• technical aid;", "• food and goods.")
    assert [kind for kind, _, _ in shown(make_pdf(page))] == ["paragraph", "list item", "list item"]


def test_progress_is_told_page_by_page(make_pdf):
    told = []
    read_pdf(make_pdf(*[column(*LOREM)] * 3), lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_pages_without_text_are_named(make_pdf):
    assert read_pdf(make_pdf(column(*LOREM), [], column(*LOREM), [])).notes == (
        "Pages 2, 4 have no text: they are empty or pictures.",
    )


def test_where_pdfium_finds_no_text_pypdf_is_asked(make_pdf, monkeypatch):
    monkeypatch.setattr(pdf, "lines_of_page", lambda document, number: [])
    reading = read_pdf(make_pdf(column(*LOREM), column("No one shall be held in slavery.")))
    assert [(b.kind, b.page) for b in reading.blocks] == [
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.PARAGRAPH, 2),
    ]
    assert "one another in a spirit" in reading.text


def test_a_locked_pdf_is_called_locked(make_pdf):
    with pytest.raises(Unreadable, match="locked with a password"):
        read_pdf(make_pdf(column(*LOREM), password="secret"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("length", [9, 60, 300])
def test_a_cut_off_pdf_is_called_damaged(make_pdf, length):
    with pytest.raises(Unreadable, match="damaged"):
        read_pdf(make_pdf(column(*LOREM))[:length])


def test_an_empty_pdf_and_a_scanned_one_are_told_apart(make_pdf):
    with pytest.raises(Unreadable, match="empty"):
        read_pdf(make_pdf([]))
    picture = b"q 100 0 0 100 72 500 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    scanned = make_pdf(column("x" * (len(picture) - 35)))
    start = scanned.index(b"BT /F1")
    stop = scanned.index(b"\nendstream")
    scanned = scanned[:start] + picture.ljust(stop - start) + scanned[stop:]
    with pytest.raises(Unreadable, match=r"no text layer.*ocrmypdf"):
        read_pdf(scanned)


def test_a_pdf_of_too_many_pages_is_refused(make_pdf, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(Unreadable, match="3 pages"):
        read_pdf(make_pdf([], [], []))
