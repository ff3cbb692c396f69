"""The reading view: from a sentence to a claim, at the place that was pointed at."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache

from claims import workflow
from claims.admin.sentences import MANY, Text
from claims.models import Appearance, Claim, Claimant, LogEntry
from claims.reading.checkworthiness import FALLBACK_NOTE, HONEST_NOTE
from claims.reading.plain_text import read_text

TEXT = (
    "The harbour report\n\nThe bridge cost ten million crowns. It opened in May 2020. "
    "We are proud of it.\n\nThe ferry carried 4,000 people a day, 12 percent more than in 2019."
)
BRIDGE = "The bridge cost ten million crowns."
JS = {"X-Fragment": "1"}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def document(make_document, carl):
    council = workflow.add(Claimant(slug="council", name="The Council"), by=carl)
    return make_document(TEXT, claimant=council, published="2021-03", language="en")


@pytest.fixture
def ask(address, document):
    """What a browser asks with for the words of TEXT."""

    def ask(words, **more):
        start = document.versions.latest("number").text.index(words)
        return {"version": "1", "start": str(start), "end": str(start + len(words))} | more

    return ask


def form_of(response):
    """What a browser would post back, unchanged."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value()}
    passage = response.context["passage"]
    return data | {"version": passage.version.number, "start": passage.start, "end": passage.end}


def links(html):
    """The link after each sentence: its words, and the place that it names."""
    found = re.findall(r'<a class="make" href="([^"]+)"[^>]*aria-labelledby="make (s-\d+)"', html)
    return {name: parse_qs(urlsplit(unescape(href)).query) for href, name in found}


def said(response):
    return unescape(response.content.decode())


def test_every_sentence_has_a_plain_link_to_the_claim_form(enter, address, carl, document):
    client = enter(carl)
    html = client.get(address("document_read", document)).content.decode()
    text = document.versions.get().text
    found = {text[int(place["start"][0]) : int(place["end"][0])] for place in links(html).values()}
    assert found == {
        "The harbour report", BRIDGE, "It opened in May 2020.", "We are proud of it.",
        "The ferry carried 4,000 people a day, 12 percent more than in 2019.",
    }  # fmt: skip
    for href in re.findall(r'<a class="make" href="([^"]+)"', html):
        assert client.get(unescape(href)).status_code == 200


def test_the_form_is_filled_in_from_passage_and_document(enter, address, carl, document, ask):
    page = enter(carl).get(address("document_claim", document), ask("The ferry carried 4,000"))
    form = page.context["form"]
    assert {name: form[name].value() for name in form.fields if form[name].value()} == {
        "text": "The ferry carried 4,000",
        "quote": "The ferry carried 4,000",
        "claimant": "The Council",
        "claimed": "2021-03",
        "kind": "other",
        "section": "The harbour report",
    }


def test_a_claim_is_saved_with_its_place_and_one_is_back_at_it(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    page = client.get(where, ask(BRIDGE))
    response = client.post(where, form_of(page) | {"text": "The bridge cost 10 million."})
    start = TEXT.index(BRIDGE)
    assert response.status_code == 302
    assert response["Location"] == f"{address('document_read', document)}?page=1#s-{start}"
    claim = Claim.objects.get()
    assert (claim.text, claim.claimant.name) == ("The bridge cost 10 million.", "The Council")
    assert (claim.claimed, claim.language, claim.created_by) == ("2021-03", "en", carl)
    seen = claim.appearances.get()
    assert (seen.quote, seen.start, seen.end) == (BRIDGE, start, start + len(BRIDGE))
    assert (seen.anchoring, seen.is_first, seen.section) == ("exact", True, "The harbour report")
    assert seen.quote_suffix == " It opened in May 2020. We are p"
    back = said(client.get(response["Location"]))
    assert "Claim saved: The bridge cost 10 million." in back
    assert f'<mark class="quoted status-extracted">{BRIDGE}</mark>' in back
    assert "extracted<" in back


def test_a_claim_may_be_a_part_of_a_sentence_or_span_two(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    for words in ("cost ten million", "cost ten million crowns. It opened"):
        page = client.get(where, ask(words))
        assert client.post(where, form_of(page)).status_code == 302
    quotes = list(Appearance.objects.order_by("pk").values_list("quote", "anchoring"))
    assert quotes == [
        ("cost ten million", "exact"),
        ("cost ten million crowns. It opened", "exact"),
    ]


def test_the_quote_can_be_narrowed_or_widened_without_a_mouse(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    page = client.get(where, ask(BRIDGE))
    for quote in ("ten million crowns", f"{BRIDGE} It opened in May 2020."):
        assert client.post(where, form_of(page) | {"quote": quote}).status_code == 302
        seen = Appearance.objects.latest("pk")
        assert TEXT[seen.start : seen.end] == seen.quote == quote
    refused = client.post(where, form_of(page) | {"quote": "The bridge was free."})
    assert refused.status_code == 422
    assert "These words do not stand so in the document" in said(refused)
    assert "The bridge was free." in said(refused)


def test_of_the_same_words_in_several_places_the_one_pointed_at_is_meant(
    enter, address, carl, make_document
):
    line = "It rained on that day in the town, and nobody went out at all. "
    document = make_document((line * 6).strip())
    client, where = enter(carl), address("document_claim", document)
    start = 3 * len(line) + line.index("rained")
    asked = {"version": "1", "start": str(start), "end": str(start + 6)}
    assert client.post(where, form_of(client.get(where, asked))).status_code == 302
    seen = Appearance.objects.get()
    assert (seen.start, seen.anchoring) == (start, "exact")


@pytest.mark.parametrize(
    ("place", "status", "sentence"),
    [
        ({"start": "abc"}, 400, "“start” is a whole number from 0, and “abc” is none"),
        ({"start": "-1"}, 400, "“start” is a whole number from 0, and “-1” is none"),
        ({"end": ""}, 400, "“end” is a whole number from 0"),
        ({"end": "٣"}, 400, "“end” is a whole number from 0"),
        ({"start": "9", "end": "9"}, 400, "is empty or leaves the text"),
        ({"start": "20", "end": "10"}, 400, "is empty or leaves the text"),
        ({"end": "100000"}, 400, "is empty or leaves the text"),
        ({"end": "9" * 30}, 400, "“end” is a whole number from 0"),
        ({"start": "18", "end": "20"}, 400, "nothing but blanks"),
        ({"version": "0"}, 400, "has no text of version 0"),
        ({"version": "7"}, 400, "has no text of version 7"),
        ({"version": ""}, 400, "“version” is a whole number from 0"),
    ],
)
@pytest.mark.parametrize("headers", [{}, JS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_place_that_cannot_be_read_is_refused_with_a_sentence(
    enter, address, carl, document, ask, place, status, sentence, headers, method
):
    client, where = enter(carl), address("document_claim", document)
    response = getattr(client, method)(where, ask(BRIDGE) | place, headers=headers)
    assert response.status_code == status
    assert sentence in said(response)
    assert not Claim.objects.exists()


def test_a_passage_of_an_older_text_is_refused(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    data = form_of(client.get(where, ask(BRIDGE)))
    workflow.add_version(document, read_text("Something else. " + TEXT), by=carl)
    response = client.post(where, data)
    assert response.status_code == 409
    assert "Version 2 of this text came in after you opened version 1" in said(response)
    assert not Claim.objects.exists()


def test_a_passage_longer_than_a_quote_may_be_is_refused(enter, address, carl, make_document):
    document = make_document("It rained. " * 600)
    asked = {"version": "1", "start": "0", "end": "6000"}
    response = enter(carl).get(address("document_claim", document), asked)
    assert response.status_code == 400
    assert "and a quote may have 5,000" in said(response)


def test_pressing_twice_makes_one_claim(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    data = form_of(client.get(where, ask(BRIDGE)))
    assert client.post(where, data).status_code == 302
    again = client.post(where, data)
    assert again.status_code == 409
    assert "has been made of this passage already" in said(again)
    assert Claim.objects.count() == Appearance.objects.count() == 1


def test_neither_claim_nor_appearance_is_written_alone(
    enter, address, carl, document, ask, monkeypatch
):
    client, where = enter(carl), address("document_claim", document)
    data = form_of(client.get(where, ask(BRIDGE)))
    entries = LogEntry.objects.count()

    def refuse(row, **kwargs):
        if isinstance(row, Appearance):
            raise workflow.Refused("Not now.")
        return add(row, **kwargs)

    add = workflow.add
    monkeypatch.setattr(workflow, "add", refuse)
    assert client.post(where, data).status_code == 409
    assert (Claim.objects.count(), LogEntry.objects.count()) == (0, entries)


def test_an_unknown_claimant_is_told_and_what_was_typed_stays(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    typed = {"claimant": "Nobody", "text": "Kept words."}
    response = client.post(where, form_of(client.get(where, ask(BRIDGE))) | typed)
    assert response.status_code == 422
    assert "There is no claimant “Nobody”" in said(response)
    assert "Kept words." in said(response)
    data = form_of(response) | {"claimant": "the council"}
    assert client.post(where, data).status_code == 302
    assert Claim.objects.get().claimant.name == "The Council"


def test_a_similar_claim_is_offered_and_can_be_the_one(
    enter, address, carl, document, ask, make_claim
):
    same = make_claim("The bridge cost ten million crowns in all.")
    make_claim("The hospital has forty beds.")
    client, where = enter(carl), address("document_claim", document)
    page = client.get(where, ask(BRIDGE))
    assert page.context["similar"] == [same]
    assert address("claim_change", same) in said(page)
    data = form_of(page) | {"same_as": same.pk, "text": ""}
    assert client.post(where, data).status_code == 302
    seen = same.appearances.get()
    assert (seen.quote, seen.is_first) == (BRIDGE, False)
    assert Claim.objects.count() == 2
    assert client.post(where, data).status_code == 409
    refused = client.post(where, data | {"same_as": "99999"})
    assert (refused.status_code, same.appearances.count()) == (400, 1)


def test_the_script_gets_the_sentences_that_look_otherwise_now(enter, address, carl, document, ask):
    client, where = enter(carl), address("document_claim", document)
    words = "ten million crowns. It opened"
    piece = client.get(where, ask(words), headers=JS)
    assert b"<html" not in piece.content
    response = client.post(where, form_of(piece), headers=JS)
    assert response.status_code == 201
    answer = json.loads(response.content)
    first, second = (f"s-{TEXT.index(one)}" for one in (BRIDGE, "It opened in"))
    assert set(answer["sentences"]) == {first, second}
    assert 'status-extracted">ten million crowns.</mark>' in answer["sentences"][first]
    assert 'status-extracted">It opened</mark>' in answer["sentences"][second]
    assert answer["count"] == "1 claim"


def test_who_may_read_but_not_add_gets_the_text_and_no_form(
    enter, address, ravi, document, ask, give
):
    give(ravi, "view_document")
    client = enter(ravi)
    html = said(client.get(address("document_read", document)))
    assert BRIDGE in html
    assert not links(html)
    where = address("document_claim", document)
    assert client.get(where, ask(BRIDGE)).status_code == 403
    assert client.post(where, ask(BRIDGE, text="x", quote=BRIDGE)).status_code == 403
    assert not Claim.objects.exists()


@pytest.fixture
def give():
    def give(person, codename):
        person.user_permissions.add(Permission.objects.get(codename=codename))

    return give


def test_claims_are_not_shown_to_who_may_not_see_claims(
    enter, address, ravi, document, make_claim, give
):
    make_claim("A secret claim.", document=document, quote=BRIDGE)
    give(ravi, "view_document")
    html = said(enter(ravi).get(address("document_read", document)))
    assert "A secret claim." not in html
    assert '<mark class="quoted status-extracted">The bridge' not in html


def test_best_first_lists_reasons_in_words_and_says_what_to_expect(enter, address, carl, document):
    response = enter(carl).get(address("document_read", document), {"show": "best"})
    html = said(response)
    assert HONEST_NOTE in html
    assert FALLBACK_NOTE not in html
    scores = [sentence.suggestion.score for _, sentence, _ in response.context["ranked"]]
    assert scores == sorted(scores, reverse=True)
    first = response.context["ranked"][0][1]
    assert TEXT[first.start : first.end].startswith("The ferry carried")
    assert "has a figure" in html


def test_a_heading_with_a_figure_is_not_among_the_best(enter, address, carl, make_document):
    document = make_document("Article 10\n\nIt rained on 4 days in 2020, 3 percent more.")
    response = enter(carl).get(address("document_read", document), {"show": "best"})
    assert "Article 10" in document.versions.get().text
    assert [sentence.start for _, sentence, _ in response.context["ranked"]] == [12]


def test_what_is_not_worth_a_look_can_be_left_out_of_the_text(enter, address, carl, document):
    html = said(enter(carl).get(address("document_read", document), {"show": "worth"}))
    assert "The ferry carried" in html
    assert "We are proud of it." not in html


def test_another_language_is_told_to_be_read_by_figures_alone(enter, address, carl, make_document):
    document = make_document("Die Brücke kostete 12 Millionen Euro. Sie ist schön.", language="de")
    html = said(enter(carl).get(address("document_read", document), {"show": "worth"}))
    assert FALLBACK_NOTE in html


@pytest.mark.parametrize(
    "query", ["show=all_of_it", "page=0", "page=2", "page=x", "at=-1", "at=x", "n=1",
              "place_of=x", "place_of=9999", "show=best&page=99", "page=1&page=1"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused(enter, address, carl, document, query):
    response = enter(carl).get(f"{address('document_read', document)}?{query}")
    assert response.status_code == 400
    assert BRIDGE not in said(response)


def test_a_document_without_a_text_says_so(enter, address, carl, make_document):
    document = make_document()
    html = said(enter(carl).get(address("document_read", document)))
    assert "There is nothing to read yet" in html
    assert address("document_text", document) in html


def test_a_long_text_comes_in_parts_that_hold_every_sentence_once(
    enter, address, carl, make_document
):
    text = "\n\n".join(f"Sentence {n} is here. And {n} again." for n in range(700))
    document = make_document(text, language="en")
    version = document.versions.get()
    parts = Text(version).parts
    assert len(parts) > 3
    client, names = enter(carl), []
    for part in parts:
        page = client.get(address("document_read", document), {"page": part.number})
        found = list(links(page.content.decode()))
        assert len(found) <= MANY
        names += found
    assert names == [f"s-{span.start}" for span in Text(version).spans]
    place = text.index("Sentence 600")
    page = client.get(address("document_read", document), {"at": place})
    assert f'id="s-{place}"' in page.content.decode()


def test_one_endless_line_is_cut_into_pieces_that_fit_a_quote(make_document):
    spans = Text(make_document("x" * 20_000).versions.get()).spans
    assert "".join("x" * (one.end - one.start) for one in spans) == "x" * 20_000
    assert max(one.end - one.start for one in spans) <= 5_000


def test_offsets_are_code_points_in_any_script(enter, address, carl, make_document):
    text = "桥梁耗资一千万。😀 它于2020年5月开通。"
    document = make_document(text, language="zh")
    client = enter(carl)
    html = client.get(address("document_read", document)).content.decode()
    found = [text[int(p["start"][0]) : int(p["end"][0])] for p in links(html).values()]
    assert found[0].startswith("桥梁耗资一千万。")
    where = address("document_claim", document)
    asked = {"version": "1", "start": text.index("它"), "end": str(len(text))}
    assert client.post(where, form_of(client.get(where, asked))).status_code == 302
    seen = Appearance.objects.get()
    assert seen.quote == text[seen.start : seen.end] == "它于2020年5月开通。"


def test_markup_of_a_document_stays_words(enter, address, carl, make_document):
    document = make_document("He said <script>alert(1)</script> & <b>left</b>.", language="en")
    html = enter(carl).get(address("document_read", document)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;left&lt;/b&gt;." in html


def test_who_may_not_see_claims_is_shown_none_that_is_similar(
    enter, address, ravi, document, make_claim, ask
):
    make_claim("The bridge cost ten million crowns!")
    for codename in ("view_document", "add_claim", "add_appearance"):
        ravi.user_permissions.add(Permission.objects.get(codename=codename))
    where, about = address("document_claim", document), ask(BRIDGE)
    page = enter(ravi).get(where, about)
    assert page.status_code == 200
    assert "Similar claims" not in said(page)
    assert "crowns!" not in said(page)
    ravi.user_permissions.add(Permission.objects.get(codename="view_claim"))
    assert "crowns!" in said(enter(ravi).get(where, about))
