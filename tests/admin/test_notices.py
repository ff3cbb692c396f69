"""Notices in the admin: counted in the header, read on a page, each leading to its place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import workflow
from claims.models import Annotation, DigestChoice, Notice

NOTICES = reverse("admin:notices")


@pytest.fixture
def notice(make_claim, carl, alice):
    workflow.add(Annotation(claim=make_claim(), body="@alice, who paid?"), by=carl)
    return Notice.objects.get()


def test_the_header_counts_what_is_unread(enter, notice, alice, carl):
    assert (
        '<b>1<span class="unseen"> unread</span></b>'
        in enter(alice).get("/admin/").content.decode()
    )
    assert '<span class="unseen"> unread</span>' not in enter(carl).get("/admin/").content.decode()


def test_a_notice_leads_to_the_annotation_and_is_read_then(enter, address, notice, alice):
    page = enter(alice).get(NOTICES).content.decode()
    assert "mentioned you" in page
    assert "@alice, who paid?" in page
    response = enter(alice).get(reverse("admin:notice", args=[notice.pk]))
    where = address("claim_annotations", notice.claim)
    assert response.url == f"{where}#annotation-{notice.annotation.public_id}"
    notice.refresh_from_db()
    assert notice.read is not None


def test_a_notice_of_a_claim_leads_to_its_page(enter, address, make_claim, alice, erin):
    claim = make_claim()
    workflow.assign(claim, by=erin, assignee=alice)
    response = enter(alice).get(reverse("admin:notice", args=[Notice.objects.get().pk]))
    assert response.url == address("claim_change", claim)


def test_nobody_opens_or_reads_the_notices_of_others(enter, notice, carl, ravi):
    for person in (carl, ravi):
        client = enter(person)
        assert client.get(reverse("admin:notice", args=[notice.pk])).status_code == 404
        assert "who paid" not in client.get(NOTICES).content.decode()
        client.post(NOTICES, {"do": "read", "upto": notice.pk})
    notice.refresh_from_db()
    assert notice.read is None


def test_all_that_was_shown_is_marked_as_read_and_nothing_newer(enter, notice, carl, alice):
    workflow.add(Annotation(claim=notice.claim, body="@alice?"), by=carl)
    response = enter(alice).post(NOTICES, {"do": "read", "upto": notice.pk}, follow=True)
    assert "1 notice marked as read." in response.content.decode()
    assert Notice.objects.of(alice).unread().count() == 1


def test_the_digest_is_switched_off_and_on(enter, notice, alice):
    client = enter(alice)
    assert "Stop the digest" in client.get(NOTICES).content.decode()
    client.post(NOTICES, {"do": "no_digest"})
    assert not DigestChoice.objects.get().wants_digest
    assert "Send me the digest" in client.get(NOTICES).content.decode()
    client.post(NOTICES, {"do": "digest"})
    assert DigestChoice.objects.get().wants_digest


@pytest.mark.parametrize(
    "typed", [{}, {"do": "dance"}, {"do": "read"}, {"do": "read", "upto": "x"}]
)
def test_what_is_no_doing_is_refused_with_a_sentence(enter, alice, typed):
    response = enter(alice).post(NOTICES, typed)
    assert response.status_code == 400
    assert response.context["sentence"]


@pytest.mark.parametrize("number", ["0", "2", "x", "9" * 30])
def test_a_page_that_is_not_there_is_refused(enter, notice, alice, number):
    assert enter(alice).get(NOTICES, {"p": number}).status_code == 400


def test_more_notices_ask_no_more_questions(enter, notice, carl, alice, django_assert_num_queries):
    client = enter(alice)
    client.get(NOTICES)
    with CaptureQueriesContext(connection) as few:
        client.get(NOTICES)
    for _ in range(5):
        workflow.add(Annotation(claim=notice.claim, body="@alice?"), by=carl)
    with django_assert_num_queries(len(few)):
        client.get(NOTICES)
