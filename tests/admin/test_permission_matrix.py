"""Who may open which door of the admin. The table is the policy: one line an address.

An address that is in the admin and not in the table fails, and the other way round.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, reverse

from claims import workflow
from claims.models import (
    Annotation,
    Appearance,
    Claim,
    Correction,
    ImportBatch,
    ImportMapping,
    LogEntry,
    Notice,
    Page,
    Policy,
    Rating,
    RatingScale,
)
from claims.workflow import log_key
from claims.workflow.imports import keep_batch

PEOPLE = ("anonymous", "ravi", "carl", "alice", "erin", "ada")

# The answer to GET: 302 sends to the login, 403 refuses, 405 takes POST alone.
TABLE = """
address                          anonymous ravi carl alice erin ada
index                            302 200 200 200 200 200
notices                          302 200 200 200 200 200
notice                           302 404 404 404 404 404
login                            200 302 302 302 302 302
logout                           302 405 405 405 405 405
password_change                  302 200 200 200 200 200
password_change_done             302 200 200 200 200 200
autocomplete                     302 403 200 200 200 200
jsi18n                           302 200 200 200 200 200
view_on_site                     302 302 302 302 302 302
app_list                         302 404 200 200 200 200

claims_claim_changelist          302 403 200 200 200 200
claims_claim_add                 302 403 200 200 200 200
claims_claim_change              302 403 200 200 200 200
claims_claim_history             302 403 200 200 200 200
claims_claim_delete              302 403 403 403 200 200
claims_claim_step                302 403 403 200 200 200
claims_claim_dossier             302 403 403 200 200 200
claims_claim_assessments         302 403 403 200 200 200
claims_claim_annotations         302 403 200 200 200 200
claims_claim_annotations_jsonld  302 403 403 200 200 200
claims_claim_import              302 403 403 403 200 200
claims_claim_template            302 403 403 403 200 200
claims_claim_upload              302 403 403 403 404 404
claims_claim_refused             302 403 403 403 404 404
claims_claim_export              302 403 403 200 200 200

claims_appearance_changelist     302 403 200 200 200 200
claims_appearance_add            302 403 200 200 200 200
claims_appearance_change         302 403 200 200 200 200
claims_appearance_history        302 403 200 200 200 200
claims_appearance_delete         302 403 403 200 200 200
claims_appearance_import         302 403 403 403 200 200
claims_appearance_template       302 403 403 403 200 200
claims_appearance_upload         302 403 403 403 404 404
claims_appearance_refused        302 403 403 403 404 404
claims_appearance_export         302 403 403 200 200 200

claims_evidence_changelist       302 403 200 200 200 200
claims_evidence_add              302 403 200 200 200 200
claims_evidence_change           302 403 200 200 200 200
claims_evidence_history          302 403 200 200 200 200
claims_evidence_delete           302 403 403 200 200 200
claims_evidence_import           302 403 403 403 200 200
claims_evidence_template         302 403 403 403 200 200
claims_evidence_upload           302 403 403 403 404 404
claims_evidence_refused          302 403 403 403 404 404
claims_evidence_export           302 403 403 200 200 200

claims_annotation_changelist     302 403 200 200 200 200
claims_annotation_waiting        302 403 200 200 200 200
claims_annotation_add            302 403 200 200 200 200
claims_annotation_change         302 403 200 200 200 200
claims_annotation_history        302 403 200 200 200 200
claims_annotation_delete         302 403 403 403 200 200
claims_annotation_import         302 403 403 403 200 200
claims_annotation_template       302 403 403 403 200 200
claims_annotation_upload         302 403 403 403 404 404
claims_annotation_refused        302 403 403 403 404 404
claims_annotation_export         302 403 403 200 200 200

claims_claimant_changelist       302 403 200 200 200 200
claims_claimant_add              302 403 200 200 200 200
claims_claimant_change           302 403 200 200 200 200
claims_claimant_history          302 403 200 200 200 200
claims_claimant_delete           302 403 403 403 200 200
claims_claimant_import           302 403 403 403 200 200
claims_claimant_template         302 403 403 403 200 200
claims_claimant_upload           302 403 403 403 404 404
claims_claimant_refused          302 403 403 403 404 404
claims_claimant_export           302 403 403 200 200 200

claims_document_changelist       302 403 200 200 200 200
claims_document_add              302 403 200 200 200 200
claims_document_change           302 403 200 200 200 200
claims_document_history          302 403 200 200 200 200
claims_document_text             302 403 200 200 200 200
claims_document_bring            302 403 200 200 200 200
claims_document_understood       302 403 200 200 200 200
claims_document_read             302 403 200 200 200 200
claims_document_claim            302 403 200 200 200 200
claims_document_annotate         302 403 302 302 302 302
claims_document_passages         302 403 200 200 200 200
claims_document_passage          302 405 405 405 405 405
claims_document_delete           302 403 403 403 200 200
claims_document_import           302 403 403 403 200 200
claims_document_template         302 403 403 403 200 200
claims_document_upload           302 403 403 403 404 404
claims_document_refused          302 403 403 403 404 404
claims_document_export           302 403 403 200 200 200
claims_document_bundle           302 403 403 200 200 200

claims_assessment_changelist     302 403 403 200 200 200
claims_assessment_agreement      302 403 403 200 200 200
claims_assessment_add            302 403 403 403 403 403
claims_assessment_change         302 403 403 200 200 200
claims_assessment_history        302 403 403 200 200 200
claims_assessment_delete         302 403 403 403 403 403

claims_replyrequest_changelist   302 403 403 200 200 200
claims_replyrequest_add          302 403 403 200 200 200
claims_replyrequest_change       302 403 403 200 200 200
claims_replyrequest_history      302 403 403 200 200 200
claims_replyrequest_link         302 403 403 200 200 200
claims_replyrequest_record       302 403 403 200 200 200
claims_replyrequest_close        302 403 403 200 200 200
claims_replyrequest_delete       302 403 403 403 403 403

claims_topic_changelist          302 403 200 200 200 200
claims_topic_add                 302 403 200 200 200 200
claims_topic_change              302 403 200 200 200 200
claims_topic_history             302 403 200 200 200 200
claims_topic_delete              302 403 403 403 200 200

claims_rating_changelist         302 403 200 200 200 200
claims_rating_add                302 403 403 403 200 200
claims_rating_change             302 403 200 200 200 200
claims_rating_history            302 403 200 200 200 200
claims_rating_delete             302 403 403 403 403 403

claims_ratingscale_changelist    302 403 200 200 200 200
claims_ratingscale_add           302 403 403 403 200 200
claims_ratingscale_change        302 403 200 200 200 200
claims_ratingscale_history       302 403 200 200 200 200
claims_ratingscale_delete        302 403 403 403 403 403

claims_checkpoint_changelist     302 403 200 200 200 200
claims_checkpoint_add            302 403 403 403 403 403
claims_checkpoint_change         302 403 200 200 200 200
claims_checkpoint_history        302 403 200 200 200 200
claims_checkpoint_delete         302 403 403 403 403 403

claims_page_changelist           302 403 200 200 200 200
claims_page_add                  302 403 403 403 200 200
claims_page_change               302 403 200 200 200 200
claims_page_history              302 403 200 200 200 200
claims_page_delete               302 403 403 403 403 403

claims_policy_changelist         302 403 200 200 200 200
claims_policy_add                302 403 403 403 200 200
claims_policy_change             302 403 200 200 200 200
claims_policy_history            302 403 200 200 200 200
claims_policy_delete             302 403 403 403 403 403

claims_importbatch_changelist    302 403 200 200 200 200
claims_importbatch_add           302 403 403 403 403 403
claims_importbatch_change        302 403 200 200 200 200
claims_importbatch_history       302 403 200 200 200 200
claims_importbatch_delete        302 403 403 403 403 403
claims_importbatch_undo          302 403 403 403 200 200

claims_importmapping_changelist  302 403 200 200 200 200
claims_importmapping_add         302 403 403 403 200 200
claims_importmapping_change      302 403 200 200 200 200
claims_importmapping_history     302 403 200 200 200 200
claims_importmapping_delete      302 403 403 403 200 200

claims_logentry_changelist       302 403 200 200 200 200
claims_logentry_add              302 403 403 403 403 403
claims_logentry_change           302 403 200 200 200 200
claims_logentry_history          302 403 200 200 200 200
claims_logentry_delete           302 403 403 403 403 403

claims_claimreviewversion_changelist 302 403 200 200 200 200
claims_claimreviewversion_add        302 403 403 403 403 403
claims_claimreviewversion_change     302 403 200 200 200 200
claims_claimreviewversion_history    302 403 200 200 200 200
claims_claimreviewversion_delete     302 403 403 403 403 403
claims_claimreviewversion_export     302 403 403 200 200 200

claims_correction_changelist     302 403 200 200 200 200
claims_correction_add            302 403 403 403 403 403
claims_correction_change         302 403 200 200 200 200
claims_correction_history        302 403 200 200 200 200
claims_correction_delete         302 403 403 403 403 403
claims_correction_export         302 403 403 200 200 200

claims_errorreport_changelist     302 403 403 200 200 200
claims_errorreport_add            302 403 403 403 403 403
claims_errorreport_change         302 403 403 200 200 200
claims_errorreport_history        302 403 403 200 200 200
claims_errorreport_delete         302 403 403 403 403 403

claims_documentversion_changelist 302 403 200 200 200 200
claims_documentversion_add        302 403 403 403 403 403
claims_documentversion_change     302 403 200 200 200 200
claims_documentversion_history    302 403 200 200 200 200
claims_documentversion_delete     302 403 403 403 403 403

auth_user_changelist             302 403 403 403 403 200
auth_user_add                    302 403 403 403 403 200
auth_user_change                 302 403 403 403 403 200
auth_user_history                302 403 403 403 403 200
auth_user_password_change        302 403 403 403 403 200
auth_user_delete                 302 403 403 403 403 403

auth_group_changelist            302 403 403 403 403 200
auth_group_add                   302 403 403 403 403 200
auth_group_change                302 403 403 403 403 200
auth_group_history               302 403 403 403 403 200
auth_group_delete                302 403 403 403 403 403
"""
ROWS = {
    name: dict(zip(PEOPLE, map(int, statuses), strict=True))
    for name, *statuses in (line.split() for line in TABLE.splitlines()[2:] if line)
}
# Of Django, without a name: the old address of a row, and whatever is left.
UNNAMED = {"<path:object_id>/", "(?P<url>.*)$"}


def names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from names(pattern.url_patterns)
        elif pattern.name is None:
            assert str(pattern.pattern) in UNNAMED, pattern
        else:
            yield pattern.name


def test_every_address_of_the_admin_is_in_the_table() -> None:
    assert set(names(admin.site.get_urls())) == set(ROWS)


@pytest.fixture
def rows(cast, ratings, make_claim, publish_claim, add_evidence, make_document, ask, alice, erin):
    """One row of each noun, by the name of its model."""
    document = make_document("It rained on Monday.")
    claim = make_claim(document=document, quote="It rained", claimant="The mayor", topics=("rain",))
    public = publish_claim(make_claim("It thawed."))
    review = public.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"summary": "Not quite."})
    workflow.propose_correction(public, by=alice, kind="minor", notice="A slip.")
    workflow.correct(public, by=erin)
    log_key.make()
    assessment = workflow.assess(public, by=alice, rating=ratings["true"], reason="It did.")
    workflow.assess(public, by=erin, rating=ratings["true"], reason="It did so.")
    workflow.compare(public, by=erin)
    about = workflow.add(Page(slug="about", title="About", body="Us."), by=erin)
    return {
        "claim": claim,
        "evidence": add_evidence(claim),
        "appearance": workflow.add(
            Appearance(claim=public, url="https://example.org/radio", is_first=False), by=alice
        ),
        "annotation": workflow.add(Annotation(claim=claim, body="Who, @edgar?"), by=alice),
        "assessment": assessment,
        "replyrequest": ask(claim),
        "claimant": claim.claimant,
        "document": document,
        "topic": claim.topics.get(),
        "rating": Rating.objects.first(),
        "ratingscale": RatingScale.objects.get(),
        "page": about,
        "policy": Policy.objects.in_force(),
        "checkpoint": workflow.checkpoint(),
        "importbatch": keep_batch(ImportBatch(noun="claim", file_name="a.csv"), since=0, by=erin),
        "importmapping": workflow.add(ImportMapping(name="Ours", columns="text = {T}"), by=erin),
        "logentry": LogEntry.objects.first(),
        "claimreviewversion": public.versions.first(),
        "correction": Correction.objects.get(),
        "errorreport": workflow.receive_report(public.published_version, words="It did not."),
        "documentversion": document.versions.get(),
        "user": cast.carl,
        "group": Group.objects.get(name="editor"),
    }


def address_of(name: str, rows: dict[str, Any]) -> str:
    app, _, rest = name.partition("_")
    noun, _, page = rest.partition("_")
    if name == "autocomplete":
        asked = "app_label=claims&model_name=claim&field_name=claimant"
        return f"{reverse('admin:autocomplete')}?{asked}"
    if name == "view_on_site":
        kind = ContentType.objects.get_for_model(Claim)
        return reverse("admin:view_on_site", args=[kind.pk, rows["claim"].pk])
    if name == "app_list":
        return reverse("admin:app_list", args=["claims"])
    if name == "notice":  # of somebody else
        return reverse("admin:notice", args=[Notice.objects.get(person__username="edgar").pk])
    if app not in ("claims", "auth"):
        return reverse(f"admin:{name}")
    if page in (
        "changelist",
        "add",
        "import",
        "template",
        "export",
        "bundle",
        "bring",
        "passages",
        "agreement",
        "waiting",
    ):
        return reverse(f"admin:{name}")
    if page in ("claim", "annotate"):
        place = "version=1&start=0&end=9"
        return f"{reverse(f'admin:{name}', args=[rows[noun].pk])}?{place}"
    if page == "passage":
        return reverse(f"admin:{name}", args=[rows["claim"].appearances.get().pk])
    args = [rows[noun].pk, "take_up"] if page == "step" else [rows[noun].pk]
    return reverse(f"admin:{name}", args=args)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_door_opens_for_those_in_the_table_alone(cast, rows, person: str) -> None:
    wrong, client = [], Client()
    if person != "anonymous":
        client.force_login(getattr(cast, person))
    for name, expected in ROWS.items():
        status = client.get(address_of(name, rows)).status_code
        if status != expected[person]:
            wrong.append(f"{name}: {status} and not {expected[person]}")
    assert wrong == []


# What a page of somebody who may only look answers to a POST that would write.
WRITES = [
    ("claims_claim_change", "ravi", 403), ("claims_claim_delete", "carl", 403),
    ("claims_claim_step", "carl", 403), ("claims_rating_change", "alice", 403),
    ("claims_page_change", "carl", 403), ("claims_policy_add", "alice", 403),
    ("claims_errorreport_change", "carl", 403),
    ("claims_logentry_change", "ada", 403), ("claims_correction_delete", "ada", 403),
    ("claims_claim_upload", "alice", 403), ("claims_importbatch_undo", "alice", 403),
    ("auth_user_change", "erin", 403),
    ("auth_user_delete", "ada", 403), ("claims_document_text", "ravi", 403),
    ("claims_replyrequest_link", "carl", 403), ("claims_replyrequest_record", "carl", 403),
    ("claims_claim_assessments", "carl", 403), ("claims_assessment_delete", "ada", 403),
    ("claims_document_bring", "ravi", 403), ("claims_document_understood", "ravi", 403),
    ("claims_claim_annotations", "ravi", 403), ("claims_claim_annotations_jsonld", "carl", 403),
    ("claims_document_claim", "ravi", 403), ("claims_document_passage", "ravi", 403),
]  # fmt: skip


def test_who_may_only_look_writes_nothing(cast, rows) -> None:
    entries = LogEntry.objects.count()
    for name, person, status in WRITES:
        client = Client()
        client.force_login(getattr(cast, person))
        typed = {"post": "yes", "version": "1", "content": "x"}
        response = client.post(address_of(name, rows), typed)
        assert response.status_code == status, (name, person)
        assert LogEntry.objects.count() == entries, (name, person)


def test_a_contributor_sees_the_verdict_and_cannot_write_it(
    enter, address, filled, carl, make_claim, review_claim
) -> None:
    claim = review_claim(make_claim())
    client, where = enter(carl), address("claim_change", claim)
    page = client.get(where)
    text = page.content.decode()
    assert "It did." in text
    assert 'name="claim_review-0-summary"' not in text
    typed = filled(page, **{"claim_review-0-summary": "Mine.", "claim_review-0-version": "1"})
    client.post(where, typed)
    claim.claim_review.refresh_from_db()
    assert claim.claim_review.summary == "It did."


def test_only_a_superuser_makes_or_edits_a_superuser(enter, cast, ada) -> None:
    client = enter(ada)
    root = cast.edgar
    root.is_superuser = True
    root.save()
    assert client.post(reverse("admin:auth_user_change", args=[root.pk])).status_code == 403
    asked = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.post(asked, {"password1": "x", "password2": "x"}).status_code == 403
    where = reverse("admin:auth_user_change", args=[ada.pk])
    assert 'name="is_superuser"' not in client.get(where).content.decode()
    client.post(where, {"username": "ada", "is_superuser": "on", "is_active": "on"})
    ada.refresh_from_db()
    assert not ada.is_superuser


@pytest.mark.parametrize("is_superuser", [True, False])
def test_only_a_superuser_deletes_a_superuser(enter, ada, is_superuser) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="delete_user"))
    other = User.objects.create_user("root", is_superuser=is_superuser)
    client, confirmed = enter(ada), {"post": "yes"}
    one = client.post(reverse("admin:auth_user_delete", args=[other.pk]), confirmed)
    assert one.status_code == (403 if is_superuser else 302)
    assert User.objects.filter(pk=other.pk).exists() == is_superuser


def test_a_superuser_is_not_deleted_from_the_list_either(enter, ada) -> None:
    ada.user_permissions.add(Permission.objects.get(codename="delete_user"))
    root = User.objects.create_user("root", is_superuser=True)
    chosen = {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"}
    enter(ada).post(reverse("admin:auth_user_changelist"), chosen)
    assert User.objects.filter(pk=root.pk).exists()


def test_ada_gives_a_new_password(enter, cast, ada) -> None:
    where = reverse("admin:auth_user_password_change", args=[cast.carl.pk])
    secret = "a-rather-long-one"
    typed = {"password1": secret, "password2": secret, "usable_password": "true"}
    assert enter(ada).post(where, typed).status_code == 302
    cast.carl.refresh_from_db()
    assert cast.carl.check_password(secret)
