"""A claim's named queries."""

from claims.models import Claim


def test_a_claim_is_found_by_its_words_or_by_its_id(make_claim):
    bridge = make_claim("The bridge cost ten million.", public_id="BR-07")
    tower = make_claim("The tower leans. See BR-07a.")
    assert list(Claim.objects.search("bridges")) == [bridge]
    assert list(Claim.objects.search(" br-07 ")) == [bridge]
    assert list(Claim.objects.search("leaning")) == [tower]
