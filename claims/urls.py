"""The street addresses of the readers' pages."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from claims.feeds.checkpoint import CheckpointFeed
from claims.feeds.claim import ClaimFeed
from claims.feeds.correction import CorrectionFeed
from claims.sitemaps.published import SITEMAPS
from claims.views import (
    checkpoint,
    claim,
    claimant,
    correction,
    document,
    error_report,
    not_checked,
    page,
    policy,
    rating,
    reply,
    topic,
    transparency,
)
from claims.views.readers import for_readers

app_name = "claims"
urlpatterns = [
    path("", page.home, name="home"),
    path("claims/", claim.claim_list, name="claim_list"),
    path("claims/<slug:slug>/", claim.claim_detail, name="claim_detail"),
    path("claims/<slug:slug>.json", claim.claim_json, name="claim_json"),
    path("claims/<slug:slug>/versions/<int:number>/", claim.claim_version, name="claim_version"),
    path("claims/<slug:slug>/report/", error_report.error_report, name="error_report"),
    path(
        "claims/<slug:slug>/report/<slug:public_id>/",
        error_report.error_report_detail,
        name="error_report_detail",
    ),
    path("reply/<str:token>/", reply.reply, name="reply"),
    path("documents/", document.document_list, name="document_list"),
    path("documents/<slug:slug>/", document.document_detail, name="document_detail"),
    path(
        "documents/<slug:slug>/versions/<int:number>/",
        document.document_version,
        name="document_version",
    ),
    path("claimants/<slug:slug>/", claimant.claimant_detail, name="claimant_detail"),
    path("topics/<slug:slug>/", topic.topic_detail, name="topic_detail"),
    path("corrections/", correction.correction_list, name="correction_list"),
    path("not-checked/", not_checked.not_checked_list, name="not_checked_list"),
    path("methodology/", page.methodology, name="methodology"),
    path("methodology/policies/", policy.policy_list, name="policy_list"),
    path("transparency/", transparency.transparency, name="transparency"),
    path("about/", page.about, name="about"),
    path("feed/", for_readers(ClaimFeed()), name="claim_feed"),
    path("corrections/feed/", for_readers(CorrectionFeed()), name="correction_feed"),
    path(
        "sitemap.xml",
        for_readers(sitemap),
        {"sitemaps": SITEMAPS, "template_name": "sitemap.xml"},
        name="sitemap",
    ),
    path("log/checkpoint", checkpoint.checkpoint_newest, name="checkpoint_newest"),
    path("log/checkpoints/", checkpoint.checkpoint_list, name="checkpoint_list"),
    path("log/checkpoints/feed/", for_readers(CheckpointFeed()), name="checkpoint_feed"),
    path("log/checkpoints/<int:size>/", checkpoint.checkpoint_detail, name="checkpoint_detail"),
    path("log/checkpoints/<int:size>/proof/", checkpoint.checkpoint_proof, name="checkpoint_proof"),
    path("log/key", checkpoint.log_key, name="log_key"),
    path("ratings.css", rating.rating_stylesheet, name="rating_stylesheet"),
    path("robots.txt", page.robots, name="robots"),
]
