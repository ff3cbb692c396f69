import subprocess
import sys

import pytest

from claims.reading import confined, files
from claims.reading.blocks import BlockKind, Unreadable
from claims.reading.confined import read_confined
from claims.reading.files import MAX_BYTES, read

PAGE = (
    "<!doctype html><html lang=en><body><h1>Prices</h1><p>They rose by 4 percent.</p></body></html>"
)


def test_a_pdf_is_read_whatever_it_is_called_and_the_name_is_remarked_on(make_pdf):
    data = make_pdf([(72, 700, 11, "Prices rose.")])
    reading = read(data, name="report.docx", media_type="text/plain")
    assert reading.text == "Prices rose."
    assert reading.blocks[0].page == 1
    assert reading.notes == ("The file is named like a DOCX but is a PDF; so it was read.",)


def test_a_docx_is_read_under_any_name(make_docx):
    assert read(make_docx("Prices rose."), name="report").text == "Prices rose."


def test_html_is_told_by_its_tags(make_pdf):
    reading = read(PAGE.encode())
    assert (reading.language, reading.blocks[0].kind) == ("en", BlockKind.HEADING)
    assert read(PAGE.encode("utf-16")).text == reading.text


def test_a_fragment_of_html_is_html_only_where_that_is_said():
    assert read(b"<p>Prices rose.</p>", media_type="text/html").text == "Prices rose."
    assert read(b"<p>Prices rose.</p>", name="x.htm").text == "Prices rose."
    assert read(b"<p>Prices rose.</p>").text == "<p>Prices rose.</p>"


def test_text_about_html_stays_text():
    assert read(b"The tag <html> opens a page.").text == "The tag <html> opens a page."


def test_the_charset_of_the_header_is_heard():
    data = "Цены.".encode("koi8-r")
    assert read(data, media_type="text/plain; charset=koi8-r").text == "Цены."
    assert read(data, encoding="koi8-r").encoding == "koi8-r"


def test_a_guessed_encoding_is_marked():
    reading = read("Les élèves ont été reçus à l’école, où la fête a commencé.".encode("cp1252"))
    assert (reading.encoding, reading.encoding_guessed) == ("cp1252", True)


def test_lost_bytes_are_counted_in_a_note():
    reading = read("Цены выросли на четыре процента.".encode() + b"\xff.")
    assert reading.notes[0].startswith("1 place could not be decoded as utf-8")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\n"])
def test_an_empty_file_is_called_empty(data):
    with pytest.raises(Unreadable, match="empty"):
        read(data)


def test_a_file_over_the_limit_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr(files, "_kind", None)
    with pytest.raises(Unreadable, match=r"has 20\.0 MB; a document may have 20"):
        read(b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1\\ansi", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
        (b"\x1f\x8b\x08", "a gzip archive"),
    ],
)
def test_what_cannot_be_read_is_called_what_it_is_with_advice(start, what):
    with pytest.raises(Unreadable, match=f"{what}.*Open it, save its text"):
        read(start + bytes(100))


def test_a_zip_called_docx_is_called_a_zip(make_zip):
    with pytest.raises(Unreadable, match="a zip archive, not a DOCX"):
        read(make_zip({"a.txt": b"x"}), name="report.docx")


def test_progress_crosses_the_border_of_the_process(make_pdf):
    told = []
    data = make_pdf(*[[(72, 700, 11, "Prices rose.")]] * 3)
    read(data, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_heavy_is_loaded_by_importing_the_front_door():
    code = "import sys, claims.reading.files; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=confined.ROOT
    ).stdout.split()
    assert "claims.reading.files" in loaded
    assert not {"trafilatura", "pypdf", "pypdfium2", "mammoth", "lxml", "django"} & set(loaded)


def reader(monkeypatch, tmp_path, body):
    """A reader that does what a hostile file would make a real one do."""
    (tmp_path / "hostile_reader.py").write_text(
        f"import os, sys, time\ndef read(data):\n    {body}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(confined, "PASSED_ON", (*confined.PASSED_ON, "PYTHONPATH"))
    launcher = (
        "from claims.reading import confined\n"
        "confined.READERS['hostile'] = ('hostile_reader', 'read')\n"
        "confined.CPU_SECONDS = 1\n"
        "confined.main()\n"
    )
    monkeypatch.setattr(confined, "CHILD", ("-c", launcher))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True: pass", "took more than"),
        ("bytearray(3_000_000_000)", "of memory"),
        ("os.abort()", "damaged"),
        ("raise RuntimeError('a bug of the parser')", "damaged"),
        ("os.write(1, b'no json' + os.linesep.encode())", "damaged"),
        ("sys.exit(0)", "damaged"),
    ],
)
def test_a_hostile_file_ends_the_child_and_gives_a_sentence(monkeypatch, tmp_path, body, words):
    reader(monkeypatch, tmp_path, body)
    with pytest.raises(Unreadable, match=words):
        read_confined("hostile", b"x", {})


def test_a_child_that_sleeps_is_stopped_by_the_clock(monkeypatch, tmp_path):
    reader(monkeypatch, tmp_path, "time.sleep(60)")
    with pytest.raises(Unreadable, match="took more than 1 seconds"):
        read_confined("hostile", b"x", {}, wall_seconds=1)


def test_a_child_that_does_not_listen_does_not_block_us(monkeypatch):
    monkeypatch.setattr(confined, "CHILD", ("-c", "import os; os.close(0)"))
    with pytest.raises(Unreadable, match="damaged"):
        read_confined("pdf", b"x" * 5_000_000, {})


def test_the_child_is_given_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "keep")
    seen = tmp_path / "seen"
    monkeypatch.setattr(
        confined,
        "CHILD",
        ("-c", f"import os; open({str(seen)!r}, 'w').write(str(dict(os.environ)))"),
    )
    with pytest.raises(Unreadable):
        read_confined("pdf", b"x", {})
    assert "SECRET_KEY" not in seen.read_text()
