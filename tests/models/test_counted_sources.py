"""What the database counts in an approved content is what a slow look at it finds."""

import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import ClaimReviewVersion
from claims.models.canonical import canonical

MARK = '"is_primary":true'
WORDS = st.text(max_size=20) | st.sampled_from(
    [MARK, f"\\{MARK}", '\\"is_primary\\":true', "is_primary", '{"is_primary":true}', "'"]
)
PIECES = st.lists(
    st.fixed_dictionaries(
        {"id": WORDS, "is_primary": st.booleans(), "note": WORDS, "quote": WORDS, "title": WORDS}
    ),
    max_size=6,
)


@pytest.fixture
def version(make_claim, publish_claim):
    return publish_claim(make_claim()).published_version


def test_counts_are_those_of_a_slow_look(version):
    numbers = count(2)

    @given(pieces=PIECES, explanation=WORDS)
    def check(pieces, explanation):
        facts = {"evidence": pieces, "explanation": explanation, "summary": MARK}
        content = canonical(facts).decode()
        if "\0" in json.dumps(facts) or "\\u0000" in content:
            return
        fields = {
            field.attname: getattr(version, field.attname)
            for field in ClaimReviewVersion._meta.concrete_fields
            if field.name not in ("id", "sources", "has_primary")
        } | {"number": next(numbers), "content": content}
        (made,) = ClaimReviewVersion.objects.bulk_create([ClaimReviewVersion(**fields)])
        made.refresh_from_db()
        assert made.sources == len(pieces)
        assert made.has_primary is any(piece["is_primary"] for piece in pieces)

    check()
    versions = ClaimReviewVersion.objects.all()
    slow = {}
    for one in versions:
        pieces = json.loads(one.content)["evidence"]
        key = len(pieces), any(piece["is_primary"] for piece in pieces)
        slow[key] = slow.get(key, 0) + 1
    assert {(n, primary): number for n, primary, number in versions.by_sources()} == slow
    assert len(slow) > 5
