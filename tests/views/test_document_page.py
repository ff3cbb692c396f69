"""A document's page: its text with each published claim marked, and the way there and back."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Document
from claims.reading.plain_text import read_text
from claims.views.passages import Checked, blocks


def page_of(client, document):
    return client.get(document.get_absolute_url()).content.decode()


def passages(html):
    """The words of each marked passage, by the claim that it leads to."""
    found = re.findall(r'<a class="passage [^"]*" href="#claim-(\w+)"[^>]*>([^<]*)<', html)
    return dict(found)


def test_each_published_claim_is_marked_where_it_stands(client, print_run):
    html = page_of(client, print_run.document)
    assert passages(html) == {
        print_run.bridge.public_id: "cost ten million crowns",
        print_run.opened.public_id: "It opened in May 2020",
        print_run.ferry.public_id: "carried a million",
    }
    assert "(claim 1: true)" in html
    assert "(claim 2: false)" in html
    assert "(claim 3: withdrawn)" in html


def test_claim_and_passage_lead_to_each_other(client, print_run):
    html = page_of(client, print_run.document)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for claim in (print_run.bridge, print_run.opened, print_run.ferry):
        for target in (f"claim-{claim.public_id}", f"passage-{claim.public_id}"):
            assert target in ids
            assert f'href="#{target}"' in html


def test_claims_stand_in_the_order_of_the_text(client, print_run, make_claim, publish_claim):
    first = publish_claim(make_claim("First.", document=print_run.document, quote="The bridge"))
    html = page_of(client, print_run.document)
    assert re.findall(r'id="claim-(\w+)"', html) == [
        claim.public_id for claim in (first, print_run.bridge, print_run.opened, print_run.ferry)
    ]


def test_without_leave_to_republish_readers_see_the_quotes_only(client, print_run, erin):
    document = print_run.document
    workflow.edit(document, by=erin, seen=document.version, changes={"shows_text": False})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html = page_of(client, document)
    assert "Harbour report" not in html
    assert "cost ten million crowns" in html
    assert not [q for q in queries if 'documentversion"."text"' in q["sql"]]


def test_what_is_open_and_what_is_set_aside_is_counted_only(client, print_run, make_claim):
    make_claim("A secret thought.", document=print_run.document, quote="Harbour report")
    html = page_of(client, print_run.document)
    assert "<strong>1</strong> claim still open" in html
    assert f'<strong>1</strong> <a href="/not-checked/?document={print_run.document.slug}"' in html
    assert "A secret thought" not in html


def test_a_passage_that_a_later_text_lost_is_listed_and_not_marked(client, print_run, erin):
    text = print_run.document.versions.get().text.replace("It opened in May 2020. ", "")
    text = text.replace(" It opened in May 2020.", "")
    workflow.add_version(print_run.document, read_text(text), by=erin)
    html = page_of(client, print_run.document)
    assert print_run.opened.public_id not in passages(html)
    assert "A later text of the document no longer has this passage." in html


def test_a_sample_is_told_to_be_one_wherever_it_is_shown(client, print_run):
    Document.objects.filter(pk=print_run.document.pk).update(is_sample=True)
    said = "invented to show how the workbench works"
    for path in (
        print_run.document.get_absolute_url(),
        print_run.bridge.get_absolute_url(),
        print_run.ferry.get_absolute_url(),
        f"{print_run.opened.get_absolute_url()}versions/1/",
    ):
        assert said in client.get(path).content.decode(), path
    tag = '<span class="sample-tag">Sample</span>'
    for path in ("/", "/claims/", "/documents/", "/corrections/", "/not-checked/"):
        assert tag in client.get(path).content.decode(), path


def checked(number, start, end):
    return Checked(number, None, None, None, (start, end), "")


def test_overlapping_passages_keep_every_word_once_and_every_end():
    class Version:
        text = "One two three four five. Six."
        blocks = [
            {"kind": "heading", "start": 0, "end": 24, "level": 2},
            {"kind": "list item", "start": 25, "end": 29},
        ]

    outer, inner, across = checked(1, 0, 18), checked(2, 4, 7), checked(3, 14, 28)
    found = list(blocks(Version, [outer, inner, across]))
    assert ["".join(piece.text for piece in block.pieces) for block in found] == [
        "One two three four five.",
        "Six.",
    ]
    assert [block.kind for block in found] == ["heading", "list-item"]
    pieces = [piece for block in found for piece in block.pieces]
    assert [one.number for piece in pieces for one in piece.begins] == [1, 2, 3]
    assert [one.number for piece in pieces for one in piece.ends] == [2, 1, 3]
    owners = {piece.text: piece.checked and piece.checked.number for piece in pieces}
    assert owners["two"] == 2
    assert owners["One "] == owners[" three "] == 1
    assert owners["."] is None or owners[" five."] == 3


def test_the_scorecard_counts_what_was_found_checked_set_aside_and_is_open(
    client, make_document, make_claim, publish_claim, alice
):
    document = make_document()
    publish_claim(make_claim("One.", document=document))
    for text, why in (("Two.", "opinion"), ("Three.", "opinion"), ("Four.", "prediction")):
        workflow.set_aside(make_claim(text, document=document), by=alice, why=why)
    make_claim("Five.", document=document)
    html = page_of(client, document)
    for sentence in (
        "<strong>5</strong> claims found in it",
        "<strong>1</strong> checked",
        "<strong>1</strong> claim still open",
        "set aside as not checkable</a>: an opinion (2), a prediction",
    ):
        assert sentence in html
