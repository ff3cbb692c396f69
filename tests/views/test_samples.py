"""What is invented is told to readers, and kept from search engines and other people's feeds."""

import pytest
from django.test import Client


@pytest.fixture
def sample(make_document, make_claim, publish_claim):
    document = make_document(title="A made-up report", is_sample=True)
    return publish_claim(make_claim("The tower is ten miles high.", document=document))


def test_a_sample_says_so_and_is_no_claim_review_for_machines(sample, make_claim, make_document):
    page = Client().get(sample.get_absolute_url()).content.decode()
    assert "Sample:" in page
    assert '<meta name="robots" content="noindex">' in page
    assert '"@type": "ClaimReview"' not in page
    document = Client().get("/documents/report-1/").content.decode()
    assert '<meta name="robots" content="noindex">' in document
    site = Client().get("/sitemap.xml").content.decode()
    assert sample.slug not in site
    assert "report-1" not in site
    assert "Sample: True: The tower" in Client().get("/feed/").content.decode()


def test_a_real_document_is_found_by_both(make_document, make_claim, publish_claim):
    claim = publish_claim(make_claim("The tower is high.", document=make_document()))
    page = Client().get(claim.get_absolute_url()).content.decode()
    assert "noindex" not in page
    assert '"@type": "ClaimReview"' in page
    assert claim.slug in Client().get("/sitemap.xml").content.decode()
