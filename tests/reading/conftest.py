"""Small files made on the spot: what is in them is written in the test that reads them."""

import io
import zipfile
from collections.abc import Callable, Sequence

import pypdf
import pytest

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f'<?xml version="1.0"?><w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
)
DOCUMENT_RELATIONS = RELATIONS.replace(
    '/officeDocument" Target="word/document.xml', '/styles" Target="styles.xml'
)
CORE = (
    '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
    '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}'
    "</dc:title><dc:language>{language}</dc:language></cp:coreProperties>"
)

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica %s >>"
Placed = tuple[float, float, float, str]
"""Left and baseline in points from the page's foot, size of the font, words (Latin-1)."""


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A PDF written by hand, object by object; a page is a list of placed lines. `means` says
    which letter a byte stands for, as in the fonts of other alphabets."""

    def make(
        *pages: Sequence[Placed],
        title: str = "",
        password: str = "",
        means: dict[str, str] | None = None,
    ) -> bytes:
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        objects.append(FONT % (b"/ToUnicode 4 0 R" if means else b"/Encoding /WinAnsiEncoding"))
        if means:
            objects.append(_stream(_meanings(means)))
        kids = []
        for page in pages:
            stream = b"\n".join(
                b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET"
                % (
                    size,
                    left,
                    foot,
                    words.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)"),
                )
                for left, foot, size, words in page
            )
            objects.append(_stream(stream))
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
                b"/Resources << /Font << /F1 3 0 R >> >> >>"
                % (PAGE_WIDTH, PAGE_HEIGHT, len(objects))
            )
            kids.append(b"%d 0 R" % len(objects))
        objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
        data = _numbered(objects)
        return _rewritten(data, title, password) if title or password else data

    return make


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _meanings(means: dict[str, str]) -> bytes:
    lines = b"".join(
        b"<%02x> <%s>\n" % (ord(byte), letter.encode("utf-16-be").hex().encode())
        for byte, letter in means.items()
    )
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def\n"
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"%d beginbfchar\n%sendbfchar\nendcmap end end" % (len(means), lines)
    )


def _numbered(objects: Sequence[bytes]) -> bytes:
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + trailer % (len(objects) + 1, len(body))


def _rewritten(data: bytes, title: str, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    """A DOCX of paragraphs: a string, or ("Heading1", string). `extra` adds or replaces parts."""

    def make(
        *paragraphs: str | tuple[str, str],
        title: str = "",
        language: str = "",
        extra: dict[str, bytes] | None = None,
    ) -> bytes:
        body = "".join(_paragraph(paragraph) for paragraph in paragraphs)
        parts = {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}'
            "</w:body></w:document>",
            "word/styles.xml": STYLES,
            "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
            "docProps/core.xml": CORE.format(title=title, language=language),
            **(extra or {}),
        }
        return zipped(parts)

    return make


def zipped(parts: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def make_zip() -> Callable[[dict[str, bytes]], bytes]:
    return zipped


def _paragraph(paragraph: str | tuple[str, str]) -> str:
    style, words = paragraph if isinstance(paragraph, tuple) else ("", paragraph)
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
