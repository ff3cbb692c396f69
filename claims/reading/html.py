"""HTML: trafilatura tells the article from its menus, the walker of `markup` makes the blocks."""

import re
from dataclasses import replace

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from claims.reading.blocks import BlockKind, Piece, Reading, Unreadable, assemble, one_line
from claims.reading.encodings import CONTROL, decode
from claims.reading.markup import pieces_of
from claims.reading.plain_text import STOPPED, control_notes, refuse_too_long

HEAD = 4096
"""Bytes in which a page must declare its encoding (HTML standard: 1024; many are late)."""
DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
PAGE = re.compile(r"<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
TOO_LITTLE = 0.3
"""Share of the page's words below which trafilatura has lost the article, not only the menus."""
KEY = 40
"""Letters by which a block is known again: trafilatura changes some of what follows."""
BUTTON = 40
"""Code points of the longest thing without a full stop that may be a button."""
STATED_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished']/@content",
    "//meta[@name='dc.date' or @name='DC.date' or @name='dcterms.date'"
    " or @name='dcterms.created' or @name='citation_publication_date'"
    " or @name='date' or @name='pubdate' or @name='publish-date']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)
LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
DATE = re.compile(r"(\d{4}(?:[-/]\d{2}(?:[-/]\d{2})?)?)(?!\d)")
WHOLE_PAGE = "The main text could not be told from the rest of the page, so all of it was taken."


def read_html(data: bytes, *, declared: str = "", chosen: str = "") -> Reading:
    """The article of a page: blocks, title, language, date of publication where it states one.

    Scripts, styles and forms are dropped; the original file keeps them. `declared` is the
    encoding of the HTTP header, which outranks the page's own. Raises Unreadable when the page
    has no text (a page drawn by scripts, for instance).
    """
    inside = DECLARED.search(data[:HEAD])
    decoded = decode(data, declared or (inside.group(1).decode("ascii") if inside else ""), chosen)
    markup = CONTROL.sub("", decoded.text)
    root = _tree(markup)
    whole = tuple(pieces_of(root))
    pieces = _article(markup, whole) if root.tag == "html" else whole
    text, blocks = assemble(pieces)
    refuse_too_long(len(text))
    if not any(block.kind is not BlockKind.FURNITURE for block in blocks):
        raise Unreadable(
            "This page has no text of its own: it is empty, or drawn by scripts. Open it in a "
            "browser, print it to a PDF or copy its text, and add that."
        )
    notes = control_notes(len(CONTROL.findall(decoded.text)))
    if pieces is whole and root.tag == "html" and len(whole) > 1:
        notes += (WHOLE_PAGE,)
    return Reading(
        text,
        blocks,
        title=_title(markup, pieces),
        language=_language(root),
        published=_published(root, markup),
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        notes=notes,
    )


def _tree(markup: str) -> etree._Element:
    """The page; or the root of an XML that is none, whose every tag then makes a block."""
    try:
        if PAGE.search(markup[:HEAD]):
            return lxml_html.document_fromstring(XML_DECLARATION.sub("", markup))
        if XML_DECLARATION.match(markup):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            root = etree.fromstring(XML_DECLARATION.sub("", markup).encode(), parser)
            if root is not None:
                return root
        return lxml_html.document_fromstring(markup)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Unreadable("This page is empty. Open it in a browser and copy its text.") from None


def _article(markup: str, whole: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The page from the article's first block to its last, or all of it where trafilatura finds
    too little.

    trafilatura says which blocks are the article's, but drops headings and sentences of some pages
    (every heading of a LaTeX export), so its text is not taken, only its judgement.
    """
    found = trafilatura.extract(
        markup, output_format="html", include_comments=False, favor_recall=True
    )
    if not found:
        return whole
    article = tuple(pieces_of(lxml_html.document_fromstring(found)))
    if _words(article) < TOO_LITTLE * _words(whole):
        return whole
    keys = set(map(_key, article))
    chosen = [index for index, piece in enumerate(whole) if _key(piece) in keys]
    if not chosen:
        return whole
    first, last = chosen[0], chosen[-1] + 1
    while first and whole[first - 1].kind is BlockKind.HEADING:
        first -= 1
    return tuple(_judged(piece, _key(piece) in keys) for piece in whole[first:last])


def _key(piece: Piece) -> str:
    return "".join(piece.text.split())[:KEY]


def _judged(piece: Piece, in_article: bool) -> Piece:
    """Amid the article, a button or a caption is furniture; a heading or a sentence is not."""
    if in_article or piece.kind is BlockKind.HEADING or STOPPED.search(piece.text):
        return piece
    return replace(piece, kind=BlockKind.FURNITURE) if len(piece.text) < BUTTON else piece


def _words(pieces: tuple[Piece, ...]) -> int:
    return sum(len(piece.text) for piece in pieces if piece.kind is not BlockKind.FURNITURE)


def _title(markup: str, pieces: tuple[Piece, ...]) -> str:
    found = trafilatura.extract_metadata(markup) if PAGE.search(markup[:HEAD]) else None
    heading = next((p.text for p in pieces if p.kind is BlockKind.HEADING), "")
    return one_line((found and found.title) or heading)


def _published(root: etree._Element, markup: str) -> str:
    """Only where the page states it as data: a date in its prose is about something else."""
    stated = [str(value) for path in STATED_DATES for value in root.xpath(path)]
    for value in stated + LINKED_DATE.findall(markup):
        date = DATE.match(value.strip())
        if date:
            return date.group(1).replace("/", "-")
    return ""


def _language(root: etree._Element) -> str:
    for node in (root, *root.iter("body", "meta")):
        for name in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
            if node.get(name):
                return node.get(name, "").strip()
        if node.tag == "meta" and node.get("http-equiv", "").lower() == "content-language":
            return node.get("content", "").split(",")[0].strip()
    return ""
