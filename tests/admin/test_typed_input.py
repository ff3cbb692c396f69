"""What cannot be kept is refused with a sentence beside its field, and the rest stays typed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Appearance, Claim, Document, DocumentVersion, Evidence


def test_five_megabytes_in_a_field_are_refused_and_the_rest_is_kept(
    enter, address, filled, erin, make_claim, review_claim
):
    claim = review_claim(make_claim())
    client, where = enter(erin), address("claim_change", claim)
    typed = filled(
        client.get(where),
        text="Typed with care.",
        **{"claim_review-0-explanation": "x" * 5_000_000},
    )
    response = client.post(where, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Ensure this value has at most 100000 characters (it has 5000000)." in page
    assert "Typed with care." in page
    assert Claim.objects.get().text != "Typed with care."


@pytest.mark.parametrize(
    "address_typed",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "ftp://example.org/x", "vbscript:x", "http://", "https://exa mple.org", "mailto:a@b.c",
    ],
)  # fmt: skip
def test_an_address_that_runs_or_leads_nowhere_is_refused(
    enter, address, filled, carl, make_claim, address_typed
):
    claim = make_claim()
    client, where = enter(carl), address("claim_change", claim)
    row = {"evidence-0-url": address_typed, "evidence-0-stance": "supports"}
    response = client.post(where, filled(client.get(where), **row))
    assert response.status_code == 422
    page = response.content.decode()
    assert "This is no web address: it must begin with http:// or https://" in page
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2003", "\0", "x\0y"])
def test_a_claim_that_says_nothing_readable_is_refused(enter, address, filled, carl, text):
    client, where = enter(carl), address("claim_add")
    response = client.post(where, filled(client.get(where), text=text))
    assert response.status_code == 422
    assert not Claim.objects.exists()


def test_numbers_that_no_database_holds_are_refused(enter, address, filled, erin, make_claim):
    client, where = enter(erin), address("claim_change", make_claim())
    typed = filled(client.get(where))
    for name in ("claimant", "assignee", "appearances-0-document", "claim_review-0-rating"):
        for value in ("abc", str(10**20), "-1"):
            response = client.post(where, typed | {name: value})
            assert 400 <= response.status_code < 500, (name, value)


def test_the_verbs_own_sentence_comes_back_on_the_page(enter, address, filled, carl, make_claim):
    claim = make_claim()
    client, where = enter(carl), address("claim_change", claim)
    typed = {"appearances-0-quote": "Words without a place."}
    response = client.post(where, filled(client.get(where), text="Kept.", **typed))
    assert response.status_code == 422
    page = response.content.decode()
    assert "An appearance needs a document or an address." in page
    assert "Kept." in page


def test_a_pasted_text_finds_every_passage(enter, address, carl, make_document, make_claim):
    document = make_document()
    quotes = ["It rained on Monday", "snow fell on Tuesday", "the mayor's budget"]
    for quote in quotes:
        make_claim(quote, document=document, quote=quote)
    text = "It rained on Monday. Then snow fell on Tuesday.\r\n\r\nThat is the mayor's budget."
    client, where = enter(carl), address("document_text", document)
    page = client.post(where, {"text": text}, follow=True)
    assert "3 of 3 quoted passages were found in it." in page.content.decode()
    assert set(Appearance.objects.values_list("anchoring", flat=True)) == {"exact"}
    again = client.post(where, {"text": text})
    assert again.status_code == 409
    assert "already kept as version 1" in again.content.decode()


def test_an_uploaded_text_tells_its_guessed_encoding(enter, address, carl, make_document):
    client, where = enter(carl), address("document_text", make_document())
    words = "Der Bürgermeister fährt größere Züge über die Brücke. " * 20
    file = SimpleUploadedFile("rede.txt", words.encode("cp1252"), "text/plain")
    page = client.post(where, {"file": file}).content.decode()
    assert "Der Bürgermeister fährt größere Züge" in page
    guessed = re.search(r"this is how it begins, read as ([\w-]+)\.", page)[1]
    token = re.search(r'name="held" value="([^"]+)"', page)[1]
    client.post(where, {"held": token, "encoding": guessed, "_keep": "1"})
    version = DocumentVersion.objects.get()
    assert "Bürgermeister" in version.text
    assert version.original_sha256
    assert version.original.read() == words.encode("cp1252")


@pytest.mark.parametrize(
    "typed",
    [
        {}, {"text": "   "}, {"file": b""}, {"file": b"\x89PNG\r\n"}, {"text": "x", "file": b"x"},
        {"file": b"x", "encoding": "klingon"}, {"text": "x", "source_url": "javascript:x"},
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(enter, address, carl, make_document, typed):
    document = make_document()
    if "file" in typed:
        typed = typed | {"file": SimpleUploadedFile("x.txt", typed["file"])}
    response = enter(carl).post(address("document_text", document), typed)
    assert response.status_code == 422
    assert not DocumentVersion.objects.exists()
    assert Document.objects.exists()


@pytest.mark.parametrize("typed", ["text=a%FF%FEb", "text=a%ED%A0%80b"])
def test_a_form_in_bytes_that_are_no_utf_8_is_refused_and_nothing_saved(
    enter, address, carl, make_claim, typed
):
    claim = make_claim()
    response = enter(carl).post(
        address("claim_change", claim), typed, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert "no UTF-8" in response.content.decode()
    claim.refresh_from_db()
    assert claim.version == 1


def multipart(client, where, part):
    field, words, file, held = part
    lines = [
        b"--edge", b"Content-Disposition: form-data; " + field, b"", words,
        b"--edge", b"Content-Disposition: form-data; " + file, b"", held, b"--edge--", b"",
    ]  # fmt: skip
    body, kind = b"\r\n".join(lines), "multipart/form-data; boundary=edge"
    return client.generic("POST", where, body, content_type=kind)


def test_a_form_with_a_file_is_refused_where_its_fields_are_no_utf_8(
    enter, address, erin, make_document
):
    part = (b'name="note"', b"a\xff\xfeb", b'name="file"; filename="x.txt"', b"A whole file.")
    response = multipart(enter(erin), address("document_text", make_document()), part)
    assert response.status_code == 400
    assert "no UTF-8" in response.content.decode()
    assert not DocumentVersion.objects.exists()


def test_what_a_file_holds_is_its_own_matter(enter, address, erin, make_document):
    file = b'name="file"; filename="r\xc3\xa9sum\xc3\xa9.txt"'
    held = "Café für alle.".encode("utf-16")
    part = (b'name="note"', "schön � as typed".encode(), file, held)
    response = multipart(enter(erin), address("document_text", make_document()), part)
    assert response.status_code == 302
    assert DocumentVersion.objects.get().note == "schön � as typed"
