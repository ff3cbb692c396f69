"""Blind assessment in the admin: given, compared, settled; and no page that tells too early."""

import io
import re
import zipfile

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from claims import workflow
from claims.models import (
    Annotation,
    Assessment,
    AssessmentRound,
    Claim,
    ClaimReview,
    LogEntry,
    Rating,
)
from claims.workflow import log_key

MARK = "xyzzyreason"


@pytest.fixture
def claim(make_claim, review_claim) -> Claim:
    return review_claim(make_claim(topics=("bridges",)))


@pytest.fixture
def assess(claim, ratings, cast):
    def assess(**said: str) -> None:
        for name, slug in said.items():
            reason = f"{MARK} of {name}"
            workflow.assess(claim, by=getattr(cast, name), rating=ratings[slug], reason=reason)

    return assess


def test_two_people_assess_compare_and_settle(enter, address, claim, ratings, cast):
    where = address("claim_assessments", claim)
    for name, slug in (("alice", "true"), ("erin", "false")):
        page = enter(getattr(cast, name)).get(where)
        assert "Say what you think before you know" in page.content.decode()
        said = {"verb": "assess", "rating": ratings[slug].pk, "reason": f"{MARK} of {name}"}
        assert enter(getattr(cast, name)).post(where, said).status_code == 302
    erin = enter(cast.erin)
    text = erin.get(where).content.decode()
    assert f"{MARK} of alice" in text
    assert "Compare the 2 assessments" in text
    assert erin.post(where, {"verb": "compare"}).status_code == 302
    typed = {
        "verb": "adjudicate", "rating": ratings["false"].pk, "reason": "The audit decides.",
        "dissent_is_published": "on",
    }  # fmt: skip
    assert erin.post(where, typed).status_code == 302
    found = AssessmentRound.objects.get()
    assert (found.rating, found.dissent_is_published) == (ratings["false"], True)
    assert ClaimReview.objects.get().rating == ratings["false"]
    assert "The dissent is published" in erin.get(where).content.decode()
    assert erin.post(where, {"verb": "ask_again", "why": "New evidence."}).status_code == 302
    assert AssessmentRound.objects.count() == 2


def test_the_page_shows_the_evidence_and_no_draft(enter, address, claim, erin):
    text = enter(erin).get(address("claim_assessments", claim)).content.decode()
    assert "Source 1" in text
    assert "It did." not in text


def test_voting_twice_is_refused_and_nothing_typed_is_lost(
    enter, address, assess, claim, ratings, alice
):
    assess(alice="true")
    where, client = address("claim_assessments", claim), enter(alice)
    said = {"verb": "assess", "rating": ratings["false"].pk, "reason": "My second thoughts."}
    response = client.post(where, said)
    assert response.status_code == 409
    text = response.content.decode()
    assert "given your assessment in this round already" in text
    assert "My second thoughts." in text
    assert Assessment.objects.get().rating == ratings["true"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rating": "", "reason": "x"}, "required"),
        ({"rating": "999", "reason": "x"}, "not one of the available choices"),
        ({"rating": "1e9", "reason": "x"}, "not one of the available choices"),
        ({"reason": "x" * 50_000}, "at most 2000 characters"),
        ({"reason": " \u200b"}, "needs a reason"),
    ],
)
def test_what_cannot_be_an_assessment_comes_back_with_a_sentence(
    enter, address, claim, ratings, alice, typed, said
):
    typed = {"verb": "assess", "rating": ratings["true"].pk} | typed
    response = enter(alice).post(address("claim_assessments", claim), typed)
    assert response.status_code in (409, 422)
    assert said in response.content.decode()
    if len(typed["reason"]) > 2_000:
        assert typed["reason"] in response.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("verb", "status"), [("eat", 400), ("", 400), ("compare", 409), ("adjudicate", 409)]
)
def test_a_step_that_is_not_open_is_refused(enter, address, claim, alice, verb, status):
    response = enter(alice).post(address("claim_assessments", claim), {"verb": verb})
    assert response.status_code == status
    assert not AssessmentRound.objects.exists()


def test_the_list_shows_each_person_what_they_may_see(enter, address, assess, cast, ada):
    ada.is_superuser = True
    ada.save()
    assess(alice="true")
    listed = address("assessment_changelist")
    seen = {
        name: MARK in enter(getattr(cast, name)).get(listed).content.decode()
        for name in ("alice", "erin", "ada")
    }
    assert seen == {"alice": True, "erin": False, "ada": False}
    one = Assessment.objects.get()
    for page in ("change", "history", "delete"):
        assert enter(cast.erin).get(address(f"assessment_{page}", one)).status_code in (403, 404)
        assert enter(ada).get(address(f"assessment_{page}", one)).status_code in (403, 404)
    assert enter(cast.alice).get(address("assessment_change", one)).status_code == 200


def pages_of_the_newsroom(claim):
    """Every list with its filters and searches, every page about the claim, every download."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield f"{reverse(f'{name}_changelist')}?q={MARK}"
    for slug in ("true", "false", "unproven"):
        for noun in ("claim", "assessment"):
            yield f"{reverse(f'admin:claims_{noun}_changelist')}?rating={slug}"
    yield from (reverse(f"admin:{page}") for page in ("index", "claims_claim_export"))
    for rating in Rating.objects.all():
        for page in ("change", "history", "delete"):
            yield reverse(f"admin:claims_rating_{page}", args=[rating.pk])
        yield reverse("admin:claims_ratingscale_delete", args=[rating.scale_id])
    for page in ("change", "history", "assessments", "delete", "dossier", "annotations"):
        yield reverse(f"admin:claims_claim_{page}", args=[claim.pk])
    for verb in ("propose_verdict", "set_aside"):
        yield reverse("admin:claims_claim_step", args=[claim.pk, verb])
    for entry in LogEntry.objects.filter(noun__startswith="assessment"):
        yield reverse("admin:claims_logentry_change", args=[entry.pk])
    for noun in ("annotation", "evidence"):
        yield reverse(f"admin:claims_{noun}_export")
    asked = "app_label=claims&model_name=claim&field_name=claimant"
    yield f"{reverse('admin:autocomplete')}?{asked}&term={MARK}"
    yield from (claim.get_absolute_url(), "/claims/", "/", "/feed/", "/sitemap.xml")


def unpacked(body: bytes) -> str:
    """The names and texts of what is in a zip file."""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return "\n".join(f"{name}\n{file.read(name).decode()}" for name in file.namelist())


def answers(client, claim) -> dict[str, str]:
    """Each page's text; what is chance or a count of rows (hashes, ids, tokens, numbers) apart."""
    texts = {}
    for path in pages_of_the_newsroom(claim):
        response = client.get(path)
        assert response.status_code in (200, 302, 403, 404, 409), path
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = unpacked(body) if body.startswith(b"PK") else body.decode()
        text = re.sub(r"\b[0-9a-f]{64}\b|[A-Za-z0-9+/]{43,}=*", "HASH", text)
        text = re.sub(r"\b[bcdfghjkmnpqrstvwxz]{10}\b", "ID", text)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", text)
        texts[re.sub(r"\d+", "N", path)] = re.sub(r"\d+", "N", text)
    return texts


def test_no_page_of_the_newsroom_differs_by_what_a_colleague_thinks(enter, cast, claim, ratings):
    """Alice thinks this or that: a superuser who has not assessed is answered the same, word for
    word, on every page and in every file."""
    cast.ada.is_superuser = True
    cast.ada.save()
    workflow.add(Annotation(claim=claim, body="Who paid?"), by=cast.carl)
    log_key.make()
    client, told = enter(cast.ada), []
    for slug, reason in (("true", f"{MARK} one"), ("unproven", f"{MARK} {'x' * 900}")):
        before = transaction.savepoint()
        workflow.assess(claim, by=cast.alice, rating=ratings[slug], reason=reason)
        workflow.checkpoint()
        told.append(answers(client, claim))
        transaction.savepoint_rollback(before)
    assert len(told[0]) > 40
    assert told[0].keys() == told[1].keys()
    assert [path for path, text in told[0].items() if text != told[1][path]] == []
    assert [path for path, text in told[0].items() if f"{MARK} one" in text] == []


def test_the_history_tells_all_once_it_is_compared(enter, address, assess, claim, edgar):
    assess(alice="true", erin="false")
    where = address("claim_history", claim)
    assert MARK not in enter(edgar).get(where).content.decode()
    workflow.compare(claim, by=edgar)
    text = enter(edgar).get(where).content.decode()
    assert f"{MARK} of alice" in text
    assert f"{MARK} of erin" in text


def test_the_claims_page_leads_there_and_saves_first(enter, address, filled, claim, alice):
    client, where = enter(alice), address("claim_change", claim)
    page = client.get(where)
    assert "Nobody has assessed this claim on their own." in page.content.decode()
    typed = filled(page, text="The bridge cost nine million.", _page="assessments")
    response = client.post(where, typed)
    assert response["Location"] == address("claim_assessments", claim)
    assert Claim.objects.get().text == "The bridge cost nine million."
    assert client.post(where, filled(client.get(where), _page="moon")).status_code == 400


def test_a_draft_is_out_of_sight_for_who_is_still_to_say_what_they_think(
    enter, address, filled, assess, claim, cast
):
    where, client = address("claim_change", claim), enter(cast.erin)
    listed = address("claim_changelist")
    before = client.get(where)
    assert "It did." in before.content.decode()
    assess(alice="true")
    text = client.get(where).content.decode()
    assert "It did." not in text
    assert "show the draft all the same" in text
    assert "It did." in client.get(f"{where}?draft=1").content.decode()
    assert "It did." in enter(cast.alice).get(where).content.decode()
    assert "rating-true" not in client.get(listed).content.decode()
    assert claim.text not in client.get(f"{listed}?rating=true").content.decode()
    # What was opened before the round began is not lost.
    typed = filled(before, **{"claim_review-0-summary": "It did, nearly.", "_continue": "1"})
    assert client.post(where, typed).status_code == 302
    assert ClaimReview.objects.get().summary == "It did, nearly."
    assess(erin="true")
    assert "It did, nearly." in client.get(where).content.decode()
