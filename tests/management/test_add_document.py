"""`manage.py add_document` from the outside."""

import io
import zipfile

import pypdf
import pytest
from django.core.management import CommandError, call_command

from claims.management.commands.add_document import Command
from claims.models import Claimant, Document, DocumentVersion
from claims.workflow import add

REPORT = """<!doctype html><html lang="en"><head><title>The bridge of Sampleton</title></head>
<body><article><h1>The bridge of Sampleton</h1>
<p>The bridge cost ten million crowns. It was finished in the spring of 2018.</p>
<p>Every second inhabitant of the town crosses it at least once on a working day.</p>
</article></body></html>"""


@pytest.fixture(autouse=True)
def originals(settings, tmp_path):
    folder = tmp_path / "originals"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def run(carl):
    """What the command prints, run for Carl."""

    def run(source, *options):
        out = io.StringIO()
        call_command("add_document", str(source), "--as", "carl", *options, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def refused(run):
    """The one sentence or more that the command ends with; nothing is added."""

    def refused(source, *options):
        before = Document.objects.count(), DocumentVersion.objects.count()
        with pytest.raises(CommandError) as refusal:
            run(source, *options)
        assert (Document.objects.count(), DocumentVersion.objects.count()) == before
        return str(refusal.value)

    return refused


@pytest.fixture
def write(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


def pdf(password=""):
    """One page without a letter on it, as scanners make them."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.jpg", b"\xff\xd8\xff")
    return out.getvalue()


def test_it_says_what_it_understood(run, write):
    said = run(write("report.html", REPORT))
    assert "Added “The bridge of Sampleton”, version 1: /documents/the-bridge-of-sampleton/" in said
    assert "language: en\n" in said
    assert "published: not known; say it with --published" in said
    assert "3 blocks, 4 sentences" in said
    assert "encoding: utf-8\n" in said
    assert "quotes" not in said


def test_an_encoding_that_is_guessed_is_said_to_be(run, write):
    text = "Die Brücke kostete zehn Millionen Kronen. Müßig, darüber zu streiten, sagt der Bürger."
    said = run(write("brücke.txt", text.encode("cp1252")))
    assert "guessed: look at the text, and say --encoding if it is wrong" in said


def test_options_describe_the_document(run, write, carl):
    add(Claimant(slug="mayor", name="The mayor"), by=carl)
    run(
        write("report.html", REPORT),
        *("--slug", "bridge", "--title", "Bridges", "--kind", "speech", "--claimant", "mayor"),
        *("--publisher", "Town hall", "--language", "cy", "--published", "2018-12"),
    )
    document = Document.objects.get(slug="bridge")
    assert (document.title, document.kind, document.publisher) == ("Bridges", "speech", "Town hall")
    assert document.claimant.slug == "mayor"
    assert (document.language, document.published) == ("cy", "2018-12")


def test_the_encoding_a_person_names_is_used(run, write):
    run(write("report.txt", "Мост стоил десять миллионов.".encode("cp1251")), "--encoding=cp1251")
    version = DocumentVersion.objects.get()
    assert (version.text, version.encoding) == ("Мост стоил десять миллионов.", "cp1251")


def test_a_new_version_says_what_became_of_the_quotes(run, write, make_document, make_claim):
    stays = "The bridge cost ten million crowns. It was finished in the spring of 2018."
    document = make_document(f"{stays} The harbour is old.")
    make_claim(document=document, quote="The bridge cost ten million crowns.")
    make_claim("The harbour is old.", document=document, quote="The harbour is old.")
    said = run(write("report.txt", stays), "--document", document.slug)
    assert "Added “Report 1”, version 2: " in said
    assert "1 block, 2 sentences, 74 characters\n" in said
    assert "quotes: 1 found word for word, 1 not found\n" in said


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "empty"),
        ("locked.pdf", pdf("secret"), "password"),
        ("scanned.pdf", pdf(), "text"),
        ("damaged.pdf", b"%PDF-1.7\ntorn", "damaged"),
        ("holiday.docx", zipped(), "DOCX"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("noise.bin", bytes(range(256)) * 100, "text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    refused, write, originals, name, data, sentence
):
    path = write(name, data)
    said = refused(path)
    assert said.startswith(f"{path} is not added. ")
    assert sentence in said
    assert said.endswith(".")
    assert not originals.exists()


def test_what_is_no_file_is_refused_with_the_reason(refused, tmp_path):
    assert "is a directory" in refused(tmp_path)
    assert "is not there" in refused(tmp_path / "missing.txt")
    assert "is not there" in refused("www.example.org/report")
    assert "device" in refused("/dev/zero")
    assert "cannot be read" in refused("a\0b")
    assert "cannot be read" in refused("x" * 5_000)


def test_a_file_of_200_megabytes_is_not_even_read(refused, tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "has 200.0 MB; a document may have 20" in refused(path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--document", "nowhere"], "no document “nowhere”"),
        (["--claimant", "nobody"], "no claimant “nobody”"),
        (["--published", "yesterday"], "published: “yesterday” is no date"),
        (["--kind", "poem"], "invalid choice: 'poem'"),
        (["--encoding", "klingon"], "klingon"),
        (["--slug", "taken"], "slug: Document with this Slug already exists"),
        (["--document", "taken", "--title", "Other"], "leaves its title as they are"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    refused, write, make_document, options, sentence
):
    make_document("Something else.", slug="taken")
    path = write("report.txt", "The bridge cost ten million crowns.")
    assert sentence in refused(path, *options)


def test_who_it_is_for_must_be_known_and_allowed(write, carl, ravi):
    path = str(write("report.html", REPORT))
    with pytest.raises(CommandError, match="no user “nobody”"):
        call_command("add_document", path, "--as", "nobody")
    with pytest.raises(CommandError, match="ravi may not add"):
        call_command("add_document", path, "--as", "ravi")
    with pytest.raises(CommandError, match="Say for whom: --as USERNAME, one of"):
        call_command("add_document", path)
    assert not Document.objects.exists()


def test_an_address_is_fetched_under_guard(refused):
    assert "private or reserved" in refused("http://127.0.0.1/report")
    assert "begins with http" in refused("ftp://example.org/report")
    assert "asks for port 22" in refused("http://example.org:22/")
    assert Command.network.permits.__name__ == "is_public"
