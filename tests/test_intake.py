"""A document comes in whole, with its original, or not at all."""

import hashlib

import pytest
from django.core.exceptions import ValidationError

from claims.intake import take_in, take_in_address
from claims.models import Document, DocumentVersion, LogEntry
from claims.preservation import Unfetchable
from claims.reading.blocks import Unreadable
from claims.vocabulary import Anchoring
from claims.workflow import NotAllowed, Refused
from tests.local_server import local, moved, page, serving

REPORT = b"""<!doctype html><html lang="en-GB"><head><title>The bridge of Sampleton</title>
<meta property="article:published_time" content="2018-12-13"></head><body><article>
<h1>The bridge of Sampleton</h1>
<p>The bridge cost ten million crowns and was finished in the spring of 2018.</p>
<p>Every second inhabitant of the town crosses it at least once on a working day.</p>
</article></body></html>"""
BRIDGE = "The bridge cost ten million crowns."
TEXT = BRIDGE.encode()


@pytest.fixture
def originals(settings, tmp_path):
    """The folder of originals."""
    folder = tmp_path / "originals"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def kept(originals):
    """The names of the originals that are kept now."""

    def names():
        return sorted(path.name for path in originals.iterdir()) if originals.exists() else []

    return names


@pytest.fixture
def site():
    with serving() as running:
        yield running


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def rows():
    return Document.objects.count(), DocumentVersion.objects.count(), LogEntry.objects.count()


def test_a_file_becomes_a_document_that_says_what_the_file_says(carl, kept):
    version, reading = take_in(by=carl, data=REPORT, name="report.html")
    document = version.document
    assert document.title == "The bridge of Sampleton"
    assert document.slug == "the-bridge-of-sampleton"
    assert (document.language, document.published) == ("en-GB", "2018-12-13")
    assert document.created_by == version.captured_by == carl
    assert version.number == 1
    assert version.text == reading.text
    assert "ten million crowns" in version.text
    assert (version.media_type, version.encoding) == ("text/html", "utf-8")


def test_the_original_is_kept_byte_by_byte_under_its_hash(carl, kept):
    version, _ = take_in(by=carl, data=REPORT, name="../../report.html")
    assert kept() == [version.original_sha256] == [sha256(REPORT)]
    with version.original.open() as original:
        assert original.read() == REPORT


def test_the_original_has_no_address_on_our_site(carl, kept, client):
    version, _ = take_in(by=carl, data=REPORT, name="report.html")
    name = version.original.name
    for address in (f"/{name}", f"/media/{name}", f"/originals/{name}", f"/static/{name}"):
        assert client.get(address).status_code == 404
    public = client.get(version.document.get_absolute_url())
    assert name not in public.content.decode()


def test_what_a_person_says_outranks_what_the_file_says(carl, kept):
    version, _ = take_in(
        by=carl,
        data=REPORT,
        slug="bridge",
        title="Bridges",
        language="cy",
        published="2019",
        kind="speech",
        publisher="",
    )
    document = version.document
    assert (document.slug, document.title, document.kind) == ("bridge", "Bridges", "speech")
    assert (document.language, document.published) == ("cy", "2019")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("annual_report 2018.txt", "annual report 2018"),
        ("/home/carl/speech.final.txt", "speech.final"),
        ("C:\\Files\\speech.txt", "speech"),
        ("", "The bridge cost ten million crowns."),
        (".txt", ".txt"),
    ],
)
def test_a_document_without_title_is_called_like_its_file_or_begins_its_name(
    carl, kept, name, title
):
    version, _ = take_in(by=carl, data=TEXT, name=name)
    assert version.document.title == title


def test_two_documents_of_one_title_have_two_addresses(carl, kept):
    slugs = [
        take_in(by=carl, data=f"{BRIDGE} {n}".encode(), title="Annual report").version.document.slug
        for n in range(3)
    ]
    assert slugs == ["annual-report", "annual-report-2", "annual-report-3"]


def test_a_title_without_latin_letters_has_an_address_too(carl, kept):
    version, _ = take_in(by=carl, data="桥梁花费了一千万。".encode(), title="桥梁报告")
    assert version.document.title == "桥梁报告"
    assert version.document.slug == "qiao-liang-bao-gao"


def test_a_title_longer_than_we_keep_is_shortened_when_the_file_says_it(carl, kept):
    data = REPORT.replace(b"The bridge of Sampleton", b"bridge " * 100)
    version, _ = take_in(by=carl, data=data, name="report.html")
    assert len(version.document.title) <= 300
    assert version.document.title.endswith("…")


def test_the_same_file_serves_two_documents_and_is_kept_once(carl, kept):
    one = take_in(by=carl, data=TEXT, slug="one").version
    two = take_in(by=carl, data=TEXT, slug="two").version
    assert kept() == [one.original.name] == [two.original.name]


def test_a_new_file_of_a_document_is_its_next_version_and_quotes_are_found_in_it(
    carl, kept, make_document, make_claim
):
    document = make_document(BRIDGE)
    make_claim(document=document, quote=BRIDGE)
    longer = f"In the year 2018 as in others. {BRIDGE}".encode()
    version, _ = take_in(by=carl, data=longer, document=document, note="From the press office")
    assert version.document == document
    assert (version.number, version.note) == (2, "From the press office")
    [appearance] = document.appearances.all()
    assert appearance.anchoring == Anchoring.EXACT
    assert appearance.document_version == version
    assert version.text[appearance.start : appearance.end] == BRIDGE
    assert kept() == [sha256(longer)]


def test_a_new_version_leaves_the_documents_own_fields_alone(carl, kept, make_document):
    document = make_document(BRIDGE)
    with pytest.raises(Refused, match="title and language"):
        take_in(by=carl, data=TEXT, document=document, title="Other", language="fr", slug="")
    assert kept() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"published": "yesterday"},
        {"kind": "poem"},
        {"slug": "not a slug"},
        {"language": "x" * 36},
        # Seen only when the document is there already, in the same transaction:
        {"source_url": "ftp://example.org/report"},
        {"note": "x" * 501},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_invalid_leaves_no_row_and_no_original(carl, kept, wrong):
    before = rows()
    with pytest.raises(ValidationError):
        take_in(by=carl, data=TEXT, name="report.txt", **wrong)
    assert rows() == before
    assert kept() == []


def test_a_text_that_is_kept_already_is_refused_and_its_original_stays(carl, kept):
    version, _ = take_in(by=carl, data=TEXT)
    before = rows()
    with pytest.raises(Refused, match="already kept as version 1"):
        take_in(by=carl, data=TEXT, document=version.document)
    assert rows() == before
    assert kept() == [version.original.name]


def test_a_refused_file_is_removed_while_that_of_another_document_stays(carl, kept):
    version, _ = take_in(by=carl, data=TEXT)
    with pytest.raises(Refused, match="already kept"):
        take_in(by=carl, data=TEXT + b"\n", document=version.document)
    assert kept() == [version.original.name]


def test_an_original_that_a_power_cut_left_half_written_is_written_anew(carl, kept, originals):
    originals.mkdir()
    (originals / sha256(TEXT)).write_bytes(TEXT[:10])
    version, _ = take_in(by=carl, data=TEXT)
    assert kept() == [sha256(TEXT)]
    assert (originals / version.original.name).read_bytes() == TEXT


def test_where_the_original_cannot_be_kept_nothing_is_added(carl, originals):
    originals.write_text("a file where the folder should be")
    before = rows()
    with pytest.raises(Refused, match="could not be kept"):
        take_in(by=carl, data=TEXT)
    assert rows() == before


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", b"PK\x03\x04 torn", b"%PDF-1.7 torn", bytes(range(256)) * 9, b"x" * 20_000_001],
    ids=["empty", "blank", "zip", "damaged", "binary", "too big"],
)
def test_what_cannot_be_read_leaves_nothing(carl, kept, data):
    before = rows()
    with pytest.raises(Unreadable):
        take_in(by=carl, data=data, name="report.txt")
    assert rows() == before
    assert kept() == []


def test_who_may_not_add_documents_is_told_so_before_any_work(ravi, kept, site, make_document):
    with pytest.raises(NotAllowed):
        take_in(by=ravi, data=b"")
    with pytest.raises(NotAllowed):
        take_in(by=ravi, data=b"", document=make_document())
    with pytest.raises(NotAllowed):
        take_in_address(site.url, by=ravi, limits=site.limits(), network=local())
    assert site.asked == []
    assert kept() == []


def test_a_page_comes_in_by_its_address_which_is_kept(carl, kept, site):
    site.pages |= {"/": moved("/news/the-bridge"), "/news/the-bridge": page(REPORT)}
    version, _ = take_in_address(site.url, by=carl, limits=site.limits(), network=local())
    assert version.document.title == "The bridge of Sampleton"
    assert version.document.url == f"{site.url}/"
    assert version.source_url == f"{site.url}/news/the-bridge"
    assert version.media_type == "text/html"
    assert kept() == [sha256(REPORT)]


def test_a_text_that_comes_by_address_is_decoded_as_its_server_says(carl, kept, site):
    said = "Die Brücke kostete zehn Millionen Kronen."
    site.pages["/br%C3%BCcke.txt"] = page(said.encode("cp1252"), "text/plain; charset=cp1252")
    version, reading = take_in_address(
        f"{site.url}/brücke.txt", by=carl, limits=site.limits(), network=local()
    )
    assert version.text == said
    assert not reading.encoding_guessed
    assert version.document.title == "brücke"


def test_a_later_fetch_is_a_version_and_leaves_the_documents_address(
    carl, kept, site, make_document
):
    document = make_document(BRIDGE, url="https://example.org/bridge")
    site.pages["/new"] = page(TEXT + b" Indeed.", "text/plain")
    version, _ = take_in_address(
        f"{site.url}/new", by=carl, document=document, limits=site.limits(), network=local()
    )
    document.refresh_from_db()
    assert version.number == 2
    assert document.url == "https://example.org/bridge"
    assert version.source_url == f"{site.url}/new"


def test_an_address_on_this_machine_brings_nothing_in(carl, kept, site):
    site.pages["/"] = page(TEXT, "text/plain")
    before = rows()
    with pytest.raises(Unfetchable):
        take_in_address(site.url, by=carl, limits=site.limits())
    assert rows() == before
    assert kept() == []
