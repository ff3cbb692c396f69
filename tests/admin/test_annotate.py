"""A passage selected in the reading view goes to the conversation of its claim."""

import pytest

from claims.models import Claim

TEXT = "We built much. The bridge cost ten million crowns. It opened in May."


@pytest.fixture
def document(make_document):
    return make_document(TEXT, title="The report")


@pytest.fixture
def asked(document):
    start = TEXT.index("ten million")
    return {"version": "1", "start": str(start), "end": str(start + 11)}


def test_inside_a_claims_passage_the_way_is_straight(
    enter, address, document, asked, make_claim, carl
):
    claim = make_claim(document=document, quote="The bridge cost ten million crowns.")
    make_claim("It opened.", document=document, quote="It opened in May.")
    response = enter(carl).get(address("document_annotate", document), asked)
    where = f"{address('claim_annotations', claim)}?document={document.slug}&version=1"
    assert response.url == f"{where}&start={asked['start']}&end={asked['end']}#write"
    page = enter(carl).get(response.url).content.decode()
    assert '<blockquote dir="auto">ten million</blockquote>' in page


def test_elsewhere_the_documents_claims_are_offered(
    enter, address, document, asked, make_claim, carl
):
    make_claim("It opened.", document=document, quote="It opened in May.")
    make_claim("It is elsewhere.")
    page = enter(carl).get(address("document_annotate", document), asked)
    assert [choice.claim.text for choice in page.context["choices"]] == ["It opened."]
    Claim.objects.all().delete()
    page = enter(carl).get(address("document_annotate", document), asked).content.decode()
    assert "No claim has been made of this document yet" in page


@pytest.mark.parametrize(
    "change", [{"start": "x"}, {"version": "9"}, {"end": "999"}, {"start": "5", "end": "5"}]
)
def test_a_passage_that_is_none_is_refused(enter, address, document, asked, carl, change):
    response = enter(carl).get(address("document_annotate", document), asked | change)
    assert response.status_code == 400
    assert response.context["sentence"]
