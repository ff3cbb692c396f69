"""A tree of HTML, or of any XML, to blocks: what stands between two block tags is a block."""

from collections.abc import Iterator

from lxml import etree

from claims.reading.blocks import BlockKind, Piece
from claims.reading.furniture import is_furniture

HEADINGS = {"title": 1} | {f"h{level}": level for level in range(1, 7)}
UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "math", "head", "object"})
APART = frozenset({"nav", "footer", "aside", "form", "button", "menu"})
PHRASING = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby "
    "rb rt rp s samp small span strike strong sub sup time tt u var wbr"
)
INLINE = frozenset(PHRASING.split())
BREAKS = frozenset({"br", "lb"})
Context = tuple[BlockKind, int | None]


def pieces_of(root: etree._Element) -> Iterator[Piece]:
    """Pieces in document order. A paragraph inside a list item is a list item, whatever is inside
    navigation is furniture. Walks without recursion: depth is the page author's choice."""
    within: list[Context] = [(BlockKind.PARAGRAPH, None)]
    held: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        name = etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""
        if name in UNREAD:
            walk.skip_subtree()
        elif name and name not in INLINE and name not in BREAKS:
            yield from _flushed(held, within[-1])
            if event == "start":
                within.append(_inside(name, within[-1]))
            else:
                within.pop()
        held.append(_words(event, name, node))
    yield from _flushed(held, within[-1])


def _words(event: str, name: str, node: etree._Element) -> str:
    """The text that comes next in reading order: inside a tag at its start, behind it at its end
    (and behind a comment, whose own text is nobody's)."""
    if event != "start":
        return node.tail or ""
    if name in BREAKS:
        return " "
    return node.text or "" if name and name not in UNREAD else ""


def _inside(name: str, outer: Context) -> Context:
    if outer[0] is BlockKind.FURNITURE or name in APART:
        return BlockKind.FURNITURE, None
    if name in HEADINGS:
        return BlockKind.HEADING, HEADINGS[name]
    if name in ("li", "dd") or outer[0] is BlockKind.LIST_ITEM:
        return BlockKind.LIST_ITEM, None
    return outer


def _flushed(held: list[str], within: Context) -> Iterator[Piece]:
    text = "".join(held).strip()
    held.clear()
    if not text:
        return
    kind, level = within
    if kind is not BlockKind.HEADING and is_furniture(text):
        kind, level = BlockKind.FURNITURE, None
    yield Piece(text, kind, level=level)
