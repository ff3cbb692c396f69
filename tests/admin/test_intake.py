"""Documents come in through the admin: by paste, file or address."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Document, DocumentVersion

GREEK = "Η γέφυρα κόστισε δέκα εκατομμύρια κορώνες. Άνοιξε τον Μάιο. " * 5


@pytest.fixture
def bring(enter, address, carl):
    client = enter(carl)

    def bring(**typed):
        data = {"kind": "report"} | typed
        return client.post(address("document_bring"), data, follow=True)

    return bring


def said(response):
    return unescape(response.content.decode())


def test_a_paste_becomes_a_document_and_is_shown_as_understood(bring):
    response = bring(text="The harbour report\n\nThe bridge cost ten million. It opened.")
    document = Document.objects.get()
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].endswith(f"/{document.pk}/understood/")
    html = said(response)
    assert document.title == "The harbour report"
    assert "3 sentences in 2 blocks" in html
    assert "The bridge cost ten million." in html


def test_what_a_person_says_of_it_outranks_the_file(bring):
    bring(text="A\n\nB.", title="My title", language="de", kind="speech")
    document = Document.objects.get()
    assert (document.title, document.language, document.kind) == ("My title", "de", "speech")


def test_where_a_paste_was_found_is_the_documents_address(bring):
    where = "https://example.org/report"
    bring(text="A\n\nB.", source_url=where)
    document = Document.objects.get()
    assert document.url == document.versions.get().source_url == where


def test_only_who_may_publish_shows_a_text_to_readers(bring, enter, address, erin):
    typed = {"text": "A\n\nB.", "title": "My title", "kind": "report", "shows_text": "on"}
    assert "Readers see the full text" not in said(bring())
    bring(**typed)
    document = Document.objects.get()
    assert not document.shows_text
    page = said(enter(document.created_by).get(address("document_change", document)))
    assert "Readers see the full text" in page
    assert 'name="shows_text"' not in page
    assert "Readers see the full text" in said(enter(erin).get(address("document_bring")))
    enter(erin).post(address("document_bring"), typed | {"text": "C."})
    assert Document.objects.get(shows_text=True).created_by == erin


def test_a_file_is_kept_and_can_be_read_again_in_another_encoding(bring, enter, address, carl):
    data = GREEK.encode("cp1253")
    file = SimpleUploadedFile("omilia.txt", data, "text/plain")
    html = said(bring(file=file, encoding="cp1252"))
    version = DocumentVersion.objects.get()
    assert (version.encoding, version.original.read()) == ("cp1252", data)
    assert "γέφυρα" not in html
    assert "Do letters look wrong?" in html
    where = address("document_understood", version.document)
    again = said(enter(carl).post(where, {"encoding": "cp1253"}, follow=True))
    newest = DocumentVersion.objects.latest("number")
    assert (newest.number, newest.encoding, newest.original.read()) == (2, "cp1253", data)
    assert newest.note == "Version 1, read again as cp1253."
    assert GREEK[:30] in again
    same = enter(carl).post(where, {"encoding": "cp1253"})
    assert same.status_code == 409
    assert "already kept as version 2" in said(same)
    assert enter(carl).post(where, {"encoding": "klingon"}).status_code == 422


def brought_greek(bring):
    return bring(file=SimpleUploadedFile("omilia.txt", GREEK.encode("cp1253"), "text/plain"))


def token_of(response):
    return re.search(r'name="held" value="([^"]+)"', said(response))[1]


def test_nothing_is_kept_before_somebody_has_looked_at_a_guess(bring, enter, address, carl):
    response = brought_greek(bring)
    assert response.status_code == 200
    assert "Nothing is kept yet." in said(response)
    assert GREEK[:40] in said(response)
    assert not Document.objects.exists()
    where, client = address("document_bring"), enter(carl)
    decision = {"held": token_of(response), "encoding": "cp1252"}
    shown = client.post(where, decision | {"_look": "1"})
    assert "γέφυρα" not in said(shown)
    assert not Document.objects.exists()
    kept = decision | {"encoding": "cp1253", "_keep": "1"}
    assert client.post(where, kept).status_code == 302
    version = DocumentVersion.objects.get()
    assert (version.encoding, version.original.read()) == ("cp1253", GREEK.encode("cp1253"))
    again = client.post(where, kept)
    assert again.status_code == 409
    assert "bring it again" in said(again)


def test_a_held_file_is_its_persons_and_asks_for_an_encoding(bring, enter, address, carl, erin):
    held = {"held": token_of(brought_greek(bring)), "encoding": "cp1253", "_keep": "1"}
    where = address("document_bring")
    assert enter(erin).post(where, held).status_code == 409
    for asked, status in (({"held": "x"}, 409), ({"encoding": "klingon"}, 422)):
        assert enter(carl).post(where, held | asked).status_code == status
    unreadable = enter(carl).post(where, held | {"encoding": "utf-8"})
    assert unreadable.status_code == 422
    assert not Document.objects.exists()


def test_a_newer_text_in_a_guessed_encoding_waits_for_a_look_too(
    enter, address, carl, make_document
):
    document = make_document("An older text.")
    where, client = address("document_text", document), enter(carl)
    file = SimpleUploadedFile("omilia.txt", GREEK.encode("cp1253"), "text/plain")
    shown = client.post(where, {"file": file, "note": "From the ministry."})
    assert document.versions.count() == 1
    kept = {"held": token_of(shown), "encoding": "cp1253", "_keep": "1"}
    assert client.post(where, kept).status_code == 302
    assert document.versions.get(number=2).note == "From the ministry."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "one of the three"),
        ({"text": " \n "}, "one of the three"),
        ({"text": "x", "address": "https://example.org/"}, "one of the three"),
        ({"address": "file:///etc/passwd"}, "must begin with http:// or https://"),
        ({"address": "http://127.0.0.1:1/"}, ""),
        ({"address": "http://10.0.0.1/"}, ""),
        ({"text": "x", "kind": "song"}, "Select a valid choice"),
        ({"text": "x", "encoding": "klingon"}, "klingon is no encoding"),
        ({"text": "x", "title": "y" * 301}, "at most 300 characters"),
        ({"text": "\x01\x02"}, "The text is empty"),
    ],
)
def test_what_cannot_come_in_is_told_and_nothing_is_written(bring, typed, sentence):
    response = bring(**typed)
    assert response.status_code == 422
    assert sentence in said(response)
    assert 'class="errorlist' in said(response)
    assert not Document.objects.exists()
    assert not DocumentVersion.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.pdf", b"%PDF-1.4 broken"), ("x.docx", b"PK\x03\x04nonsense"), ("x.png", b"\x89PNG\r\n")],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(bring, name, data, settings, tmp_path):
    response = bring(file=SimpleUploadedFile(name, data))
    assert response.status_code == 422
    assert not Document.objects.exists()
    originals = tmp_path / "originals"
    assert not originals.exists() or not list(originals.iterdir())


def test_a_page_that_holds_scripts_comes_in_as_words(bring):
    page = b"<!doctype html><html><body><article><h1>Head</h1><p>The bridge cost ten million "
    page += b"crowns, says the council.</p><script>alert(1)</script></article></body></html>"
    html = said(bring(file=SimpleUploadedFile("a.html", page, "text/html")))
    assert "The bridge cost ten million crowns" in DocumentVersion.objects.get().text
    assert "alert(1)" not in html


def test_a_document_without_a_text_is_asked_for_one(enter, address, carl, make_document):
    document = make_document()
    response = enter(carl).get(address("document_understood", document))
    assert (response.status_code, response["Location"]) == (302, address("document_text", document))


@pytest.mark.parametrize("page", ["document_text", "document_understood"])
def test_who_may_add_texts_but_see_no_document_sees_none(enter, address, ravi, make_document, page):
    where = address(page, make_document("The bridge cost ten million."))
    ravi.user_permissions.add(Permission.objects.get(codename="add_documentversion"))
    assert enter(ravi).get(where).status_code == 403
    ravi.user_permissions.add(Permission.objects.get(codename="view_document"))
    assert enter(ravi).get(where).status_code == 200


def test_the_list_without_documents_leads_to_the_first(enter, address, carl, make_document):
    where, said_so = address("document_changelist"), "There are no documents yet."
    assert said_so in said(enter(carl).get(where))
    assert said_so in said(enter(carl).get(f"{where}?q=nothing"))
    make_document()
    assert said_so not in said(enter(carl).get(f"{where}?q=nothing"))
