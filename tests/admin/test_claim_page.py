"""The claim's page: everything of the chain in one place, saved through the workflow."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Annotation, Claim, LogEntry


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


def test_the_page_shows_the_passage_in_its_context(enter, address, carl, make_claim, make_document):
    text = "Long ago. The mayor said the bridge cost ten million crowns in all. It opened."
    document = make_document(text, title="The report")
    claim = make_claim(document=document, quote="ten million crowns")
    page = enter(carl).get(address("claim_change", claim)).content.decode()
    assert "said the bridge cost <mark>ten million crowns</mark> in all. It opened." in page
    assert f'href="{address("document_change", document)}">The report</a>' in page
    assert "found word for word" in page


def test_the_checklist_is_always_there(enter, address, carl, make_claim):
    page = enter(carl).get(address("claim_change", make_claim())).content.decode()
    assert "Choose a rating." in page
    assert "there are 0 of 2 sources" in page


def test_the_page_says_what_comes_next(enter, address, alice, erin, make_claim, review_claim):
    def page(person):
        return enter(person).get(address("claim_change", claim)).content.decode()

    claim, unripe = make_claim(), "then the verdict can be proposed"
    assert unripe not in page(alice)
    workflow.take_up(claim, by=alice)
    assert unripe in page(alice)
    claim = review_claim(make_claim("It rained."))
    assert unripe not in page(alice)
    workflow.propose_verdict(claim, by=alice)
    assert "It waits for a second person" in page(alice)
    assert "It waits for a second person" not in page(erin)
    workflow.publish(Claim.objects.get(pk=claim.pk), by=erin)
    assert "It waits for a second person" not in page(alice)
    published = Claim.objects.get(pk=claim.pk)
    workflow.propose_correction(published, by=alice, kind="withdrawal", notice="It was wrong.")
    assert "It waits for a second person" in page(alice)


def test_only_what_was_never_published_can_be_deleted(
    enter, address, erin, make_claim, publish_claim
):
    claim = make_claim()
    delete = address("claim_delete", claim)
    assert delete in enter(erin).get(address("claim_change", claim)).content.decode()
    publish_claim(claim)
    assert delete not in enter(erin).get(address("claim_change", claim)).content.decode()


def test_more_rows_ask_no_more_questions(
    enter, address, alice, carl, make_claim, add_evidence, review_claim
):
    claim = review_claim(make_claim())
    client, where = enter(alice), address("claim_change", claim)

    def annotate(number):
        body = f"Note {number}."
        return workflow.add(Annotation(claim=claim, body=body, assignee=alice), by=carl)

    annotate(0)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(1, 6):
        annotate(number)
        add_evidence(claim)
    with CaptureQueriesContext(connection) as many:
        assert client.get(where).status_code == 200
    assert len(many) == len(few)
    assert len(many) < 60


def test_who_may_only_look_sees_all_and_types_nothing(
    enter, address, ravi, make_claim, review_claim
):
    claim = review_claim(make_claim(), explanation="In two words.")
    looking = Permission.objects.filter(
        content_type__app_label="claims", codename__startswith="view_"
    )
    ravi.user_permissions.set(looking)
    client, where = enter(ravi), address("claim_change", claim)
    page = client.get(where).content.decode()
    assert "In two words." in page
    assert "https://example.org/source/1" in page
    assert "<textarea" not in page
    assert 'name="_step"' not in page
    assert client.post(where, {"text": "Mine."}).status_code == 403
