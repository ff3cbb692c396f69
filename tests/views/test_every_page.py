"""Every address that readers have: what it answers, at which cost, and the same for everybody.

A new address without a row here fails.
"""

import re

import pytest
from django.db import connection
from django.urls import reverse

from claims import workflow
from claims.urls import urlpatterns

# Name, what fills the address, status, queries. Queries do not grow with rows: see below.
PAGES = [
    ("home", (), 200, 7),
    ("claim_list", (), 200, 6),
    ("claim_detail", ("{bridge}",), 200, 5),
    ("claim_detail", ("{opened}",), 200, 5),
    ("claim_detail", ("{ferry}",), 200, 4),
    ("claim_detail", ("{gone}",), 410, 2),
    ("claim_json", ("{bridge}",), 200, 3),
    ("claim_json", ("{gone}",), 410, 2),
    ("claim_version", ("{opened}", 1), 200, 5),
    ("claim_version", ("{opened}", 2), 302, 2),
    ("claim_version", ("{ferry}", 1), 200, 5),
    ("claim_version", ("{gone}", 1), 410, 2),
    ("error_report", ("{bridge}",), 200, 1),
    ("error_report", ("{ferry}",), 404, 1),
    ("error_report_detail", ("{bridge}", "{report}"), 200, 2),
    ("error_report_detail", ("{gone}", "{report}"), 404, 2),
    ("reply", ("{reply}",), 200, 10),
    ("reply", ("a-guess",), 404, 1),
    ("document_list", (), 200, 2),
    ("document_detail", ("harbour",), 200, 7),
    ("document_version", ("harbour", 1), 302, 2),
    ("claimant_detail", ("the-council",), 200, 4),
    ("topic_detail", ("harbour",), 200, 4),
    ("correction_list", (), 200, 3),
    ("not_checked_list", (), 200, 3),
    ("methodology", (), 200, 3),
    ("policy_list", (), 200, 1),
    ("transparency", (), 200, 13),
    ("about", (), 200, 1),
    ("claim_feed", (), 200, 1),
    ("correction_feed", (), 200, 1),
    ("sitemap", (), 200, 6),
    ("checkpoint_newest", (), 200, 1),
    ("checkpoint_list", (), 200, 2),
    ("checkpoint_feed", (), 200, 1),
    ("checkpoint_detail", ("{checkpoint}",), 200, 1),
    ("checkpoint_proof", ("{checkpoint}",), 200, 1),
    ("log_key", (), 200, 1),
    ("rating_stylesheet", (), 200, 1),
    ("robots", (), 200, 0),
]
# Answers that are no page: styles, feeds and data keep other promises.
NO_PAGE = {
    "checkpoint_newest",
    "checkpoint_feed",
    "checkpoint_detail",
    "checkpoint_proof",
    "log_key",
    "claim_json",
    "claim_feed",
    "correction_feed",
    "sitemap",
    "rating_stylesheet",
    "robots",
}
# Made for whoever sends a form or has sent one: kept by no cache, listed by no search engine.
FOR_ONE = {"error_report", "error_report_detail", "reply"}
TAKES_A_FORM = {"error_report", "reply"}
# A look that the record keeps: on PostgreSQL the log's lock is a query of its own.
IN_THE_LOG = ("reply", 200)


READ = [row for row in PAGES if row[0] not in NO_PAGE and row[2] == 200]


@pytest.fixture
def addresses(print_run, ask, alice):
    """(name, parts) → address."""
    slugs = {key: getattr(print_run, key).slug for key in ("bridge", "opened", "ferry", "gone")}
    slugs["checkpoint"] = print_run.checkpoint.size
    version = print_run.bridge.published_version
    slugs["report"] = workflow.receive_report(version, words="It cost nine.").public_id
    slugs["reply"] = workflow.make_reply_link(ask(print_run.ferry), by=alice)
    return {
        (name, parts): reverse(
            f"claims:{name}",
            args=[part.format(**slugs) if isinstance(part, str) else part for part in parts],
        )
        for name, parts, *_ in PAGES
    }


def without_token(response):
    """A form's page, without what is signed anew each time that it is opened."""
    return re.sub(rb'(name="token" value=")[^"]+', rb"\1", response.content)


def test_no_address_is_left_out_of_the_table():
    assert {pattern.name for pattern in urlpatterns} == {name for name, *_ in PAGES}


def test_pages_answer_within_their_count_of_queries(client, addresses, django_assert_num_queries):
    for name, parts, status, queries in PAGES:
        locks = connection.vendor == "postgresql" and (name, status) == IN_THE_LOG
        with django_assert_num_queries(queries + locks, info=f"{name} {parts}"):
            response = client.get(addresses[name, parts])
        assert response.status_code == status, name


def test_more_rows_cost_no_more_queries(
    client, addresses, print_run, make_claim, publish_claim, correct, django_assert_num_queries
):
    for number in range(3):
        claim = make_claim(
            f"Claim {number}.",
            document=print_run.document,
            quote="The ferry",
            claimant=f"Other {number}",
            topics=("harbour",),
        )
        correct(publish_claim(claim))
    lists = [
        "home",
        "claim_list",
        "document_detail",
        "topic_detail",
        "correction_list",
        "transparency",
    ]
    for name, parts, _, queries in PAGES:
        if name in [*lists, "claim_feed", "correction_feed", "sitemap"]:
            with django_assert_num_queries(queries, info=name):
                client.get(addresses[name, parts])


def test_pages_are_the_same_for_everybody_and_set_no_cookie(client, addresses, cast):
    seen = {path: client.get(path) for path in addresses.values()}
    for person in vars(cast).values():
        client.force_login(person)
        for path, anonymous in seen.items():
            response = client.get(path)
            assert response.status_code == anonymous.status_code, path
            assert without_token(response) == without_token(anonymous), path
            assert not response.cookies, path
            assert "Cookie" not in response.get("Vary", ""), path


def test_pages_forbid_scripts_and_guessing_of_their_type(client, addresses):
    for path in addresses.values():
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert response["X-Content-Type-Options"] == "nosniff", path


def test_pages_carry_no_script_no_inline_style_and_nothing_from_elsewhere(client, addresses):
    for name, parts, *_ in READ:
        html = client.get(addresses[name, parts]).content.decode()
        assert set(re.findall(r"<script\b[^>]*>", html)) <= {
            '<script type="application/ld+json">'
        }, name
        assert not re.search(r"\sstyle=|<style|<[^>]+\son\w+=", html), name
        loaded = re.findall(r"<link rel=\"(?:stylesheet|icon)\" href=\"([^\"]+)\"", html)
        assert len(loaded) > 3, name
        assert all(re.match(r"/\w", path) for path in loaded), name


def test_pages_name_their_own_address_and_can_be_asked_again_by_their_mark(
    client, addresses, settings
):
    for name, parts, *_ in READ:
        path = addresses[name, parts]
        response = client.get(path)
        if name in FOR_ONE:
            assert "no-store" in response["Cache-Control"], name
            assert '<meta name="robots" content="noindex">' in response.content.decode(), name
            continue
        link = f'<link rel="canonical" href="{settings.SITE_URL}{path}">'
        assert link in response.content.decode(), name
        assert "public" in response["Cache-Control"], name
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304, name


def test_pages_can_only_be_read(client, addresses):
    for (name, _), path in addresses.items():
        if name not in TAKES_A_FORM:
            assert client.post(path, {"q": "x"}).status_code == 405, path
        assert client.delete(path).status_code == 405, path
