import pytest

from claims.reading.blocks import BlockKind, Unreadable
from claims.reading.html import WHOLE_PAGE, read_html

PARAGRAPH = "Prices rose by 4 percent last year, and wages did not follow them at any time. "
PAGE = f"""<!doctype html><html lang="de-AT"><head><meta charset="utf-8">
<title>What it cost | Example Daily</title>
<meta property="article:published_time" content="2018-12-13T10:00:00Z">
<style>p {{ color: red }}</style><script>var bad = "<p>evil()</p>";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport results</a></li></ul></nav>
<main><article><h1>What it cost</h1>
<p>Updated: Dec 13, 2018 Print</p>
<p>{PARAGRAPH * 3}</p><!-- a note of the editor -->
<h2>Measures &amp; means</h2>
<ul><li>higher <b>wages</b></li><li><p>lower rents</p></li></ul>
<table><tr><td>Year</td><td>Rate</td></tr></table>
<p>{PARAGRAPH * 2}<br>{PARAGRAPH}<sup>2</sup></p>
<script>alert(1)</script></article></main>
<footer>© 2018 Example Daily</footer></body></html>"""


def shown(page, **options):
    reading = read_html(page.encode(), **options)
    return [(b.kind.value, reading.text[b.start : b.end]) for b in reading.blocks]


def test_headings_lists_and_paragraphs_of_the_article_are_blocks():
    blocks = shown(PAGE)
    assert ("heading", "What it cost") in blocks
    assert ("heading", "Measures & means") in blocks
    assert ("list item", "higher wages") in blocks
    assert ("list item", "lower rents") in blocks
    assert ("paragraph", (PARAGRAPH * 3).strip()) in blocks
    assert ("paragraph", (PARAGRAPH * 3).strip() + " 2") in blocks
    assert [block.level for block in read_html(PAGE.encode()).blocks if block.level] == [1, 2]


def test_the_cells_of_a_row_do_not_run_together():
    assert {"Year", "Rate"} <= {text for _, text in shown(PAGE)}


def test_scripts_styles_and_comments_are_no_text():
    text = read_html(PAGE.encode()).text
    for word in ("evil", "alert", "color", "editor"):
        assert word not in text


def test_menus_and_footers_are_no_paragraphs():
    said = [text for kind, text in shown(PAGE) if kind != "furniture"]
    assert not {"Home", "Sport results", "© 2018 Example Daily"} & set(said)
    assert "Updated: Dec 13, 2018 Print" not in said


def test_a_menu_made_of_plain_boxes_is_left_out_and_headings_amid_the_article_stay():
    menu = "".join(f"<div><a href='/{n}'>Section {n} of the paper</a></div>" for n in range(30))
    article = "".join(f"<h2>Part {n}</h2><p>{PARAGRAPH * 3}</p>" for n in range(6))
    blocks = shown(f"<html><body>{menu}<div>{article}</div>{menu}</body></html>")
    assert [text for kind, text in blocks if kind == "heading"] == [f"Part {n}" for n in range(6)]
    assert not [text for _, text in blocks if text.startswith("Section")]


def test_title_language_and_date_are_taken_where_the_page_states_them():
    reading = read_html(PAGE.encode())
    assert (reading.title, reading.language, reading.published) == (
        "What it cost",
        "de-AT",
        "2018-12-13",
    )


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="DC.date" content="2018-05">', "2018-05"),
        ('<meta name="citation_publication_date" content="2018/05/03">', "2018-05-03"),
        (
            '<script type="application/ld+json">{"datePublished": "2018-05-03"}</script>',
            "2018-05-03",
        ),
        ('<meta name="date" content="yesterday">', ""),
        ("", ""),
    ],
)
def test_a_date_in_the_prose_is_no_date_of_publication(head, published):
    page = f"<html><head>{head}</head><body><p>On 4 June 2011 it rained. {PARAGRAPH}</p></body>"
    assert read_html(page.encode()).published == published


def test_a_charset_that_the_page_declares_wrongly_is_not_believed():
    french = "<p>Les élèves ont été reçus à l’école, où la fête a commencé.</p>" * 3
    page = f'<html><head><meta charset="iso-8859-1"></head><body>{french}</body></html>'
    reading = read_html(page.encode("utf-8"))
    assert "élèves ont été reçus à l’école" in reading.text
    assert (reading.encoding, reading.encoding_guessed) == ("utf-8", False)
    reading = read_html(page.replace("iso-8859-1", "utf-8").encode("cp1252"))
    assert "élèves ont été reçus à l’école" in reading.text
    assert (reading.encoding, reading.encoding_guessed) == ("cp1252", True)


def test_the_header_and_a_person_outrank_the_page():
    page = '<meta charset="cp1252"><p>Цены выросли на четыре процента.</p>'.encode("cp1251")
    assert "Цены выросли" in read_html(page, declared="windows-1251").text
    assert "Öåíû" in read_html(page, declared="windows-1251", chosen="cp1252").text


def test_a_page_that_is_all_links_is_taken_whole_and_said_so():
    page = "<html><body>" + "<div><a href='/x'>Law no. 12</a></div>" * 2 + "</body></html>"
    assert read_html(page.encode()).notes in ((), (WHOLE_PAGE,))
    assert read_html(page.encode()).text == "Law no. 12\n\nLaw no. 12"


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><body><script>draw()</script></body></html>",
        "<!doctype html>",
        "<p> ",
    ],
)
def test_a_page_without_text_is_refused_with_advice(page):
    with pytest.raises(Unreadable, match="Open it in a browser"):
        read_html(page.encode())


def test_every_tag_of_another_xml_makes_a_block():
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><udhr xml:lang="th"><title>คำปรารภ</title>'
        "<article><para>ข้อหนึ่ง</para><para>ข้อสอง</para></article></udhr>"
    )
    reading = read_html(xml.encode())
    assert [reading.text[b.start : b.end] for b in reading.blocks] == ["คำปรารภ", "ข้อหนึ่ง", "ข้อสอง"]
    assert reading.blocks[0].kind is BlockKind.HEADING
    assert reading.language == "th"


def test_an_xml_bomb_is_not_expanded():
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;&b;">]>'
    bomb += "<a><p>Before.</p><p>&c;</p></a>"
    assert read_html(bomb.encode()).text == "Before."


def test_depth_is_the_page_authors_choice_not_our_limit():
    page = "<html><body>" + "<div>" * 200 + "<p>Deep down.</p>" + "</div>" * 200 + "</body></html>"
    assert read_html(page.encode()).text == "Deep down."
