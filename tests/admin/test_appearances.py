"""The list of further appearances, and what its form adds."""

from claims import workflow
from claims.models import Appearance


def test_the_list_holds_further_appearances_and_says_so(
    enter, address, make_claim, make_document, carl, erin
):
    claim = make_claim("Bread.", document=make_document("Bread."), quote="Bread")
    further = Appearance(claim=claim, url="https://example.org/radio", is_first=False)
    workflow.add(further, by=carl)
    client = enter(carl)
    page = client.get(address("appearance_changelist")).content.decode()
    assert "Appearances besides each claim’s first" in page
    assert "1 appearance\n" in page
    assert client.get(address("appearance_change", further)).status_code == 200
    exported = b"".join(enter(erin).get(address("appearance_export"))).decode().splitlines()
    assert [line.split(",")[0] for line in exported[1:]] == [further.public_id]
    first = claim.appearances.get(is_first=True)
    assert client.get(address("appearance_change", first)).status_code == 200


def test_what_is_added_there_is_no_first_appearance(enter, address, filled, make_claim, carl):
    claim = make_claim("Bread.")
    client, where = enter(carl), address("appearance_add")
    typed = filled(client.get(where), claim=str(claim.pk), url="https://example.org/radio")
    assert client.post(where, typed).status_code == 302
    seen = claim.appearances.get()
    assert (seen.url, seen.is_first, seen.created_by) == ("https://example.org/radio", False, carl)
