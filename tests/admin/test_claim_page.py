"""The claim's page: everything of the chain in one place, saved through the workflow."""

from claims.models import Claim, LogEntry


def test_a_claim_is_added_with_its_first_appearance(enter, address, filled, carl, make_document):
    text = "The mayor said the bridge cost ten million crowns in all."
    document = make_document(text)
    client = enter(carl)
    page = client.get(address("claim_add"))
    data = filled(
        page,
        text="The bridge cost ten million crowns.",
        **{"appearances-0-document": document.pk, "appearances-0-quote": "ten million crowns"},
    )
    response = client.post(address("claim_add"), data)
    assert response.status_code == 302, response.context["errors"]
    claim = Claim.objects.get()
    appearance = claim.appearances.get()
    assert (appearance.anchoring, appearance.start) == ("exact", text.index("ten million"))
    entries = LogEntry.objects.about(claim.public_id)
    assert {(entry.event, entry.noun, entry.actor) for entry in entries} == {
        ("added", "claim", carl),
        ("added", "appearance", carl),
    }


def test_saving_a_page_that_was_only_looked_at_writes_nothing(
    enter, address, filled, erin, make_claim, review_claim, make_document
):
    text = "The mayor said the bridge cost ten million crowns in all."
    claim = make_claim(document=make_document(text), quote="ten million crowns", topics=("roads",))
    review_claim(claim, explanation="One line.\nAnother line.")
    entries = LogEntry.objects.count()
    client = enter(erin)
    page = client.get(address("claim_change", claim))
    assert page.status_code == 200
    response = client.post(address("claim_change", claim), filled(page))
    assert response.status_code == 302, response.context["errors"]
    assert LogEntry.objects.count() == entries
