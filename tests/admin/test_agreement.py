"""The page on agreement: alpha of what was compared, filtered, in words, as picture and table."""

import re

import pytest
from django.contrib.auth.models import Group

from claims import workflow
from claims.admin.agreement import Agreement, agreement_on
from claims.agreement.alpha import Level, alpha
from claims.agreement.interval import interval
from claims.forms.agreement import AgreementForm
from claims.models import Assessment, Rating, RatingScale


@pytest.fixture
def rate(make_claim, review_claim, ratings, cast):
    """`rate("true false", topics=("bridges",))`: Alice, Erin and Edgar, as many as there are."""

    def rate(said: str, *, compared: bool = True, **fields):
        claim = review_claim(make_claim(f"Claim {Assessment.objects.count()}.", **fields))
        for person, slug in zip((cast.alice, cast.erin, cast.edgar), said.split(), strict=False):
            if slug != "*":
                rating = Rating.objects.get(slug=slug)
                workflow.assess(claim, by=person, rating=rating, reason="So it is.")
        if compared:
            workflow.compare(claim, by=cast.erin)
        return claim

    return rate


def asked(**given):
    form = AgreementForm(given)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.fixture
def page(enter, erin, address):
    def page(query: str = "", status: int = 200) -> str:
        response = enter(erin).get(f"{address('assessment_agreement')}{query}")
        assert response.status_code == status
        return response.content.decode()

    return page


def test_nothing_is_said_before_two_people_rated_a_claim(page, rate):
    text = page()
    assert "Nothing can be said yet" in text
    assert "<svg class=" not in text
    rate("true false", compared=False)
    assert "Nothing can be said yet" in page()


def test_the_page_tells_alpha_its_interval_and_the_matrix_twice(page, rate):
    for said in ("true true", "true true", "false false", "false false", "true false", "true true"):
        rate(said)
    text = page()
    found = agreement_on(asked())
    # 12 ratings, 7 true and 5 false; 1 pair of 6 differs: 1 - 11 * 1 / (7 * 5)
    assert found.alpha == pytest.approx(1 - 11 / 35)
    assert '<p class="figure">0.69 <span>' in text
    assert "6 claims, 12 ratings by 2 people." in text
    assert "rate more claims" in text
    cells = [["6", "1"], ["1", "4"]]
    rows = re.findall(r'<tr><th scope="row">\w+</th>(.*?)</tr>', text)
    assert [re.findall(r"<td>(.*?)</td>", row) for row in rows] == cells
    assert re.findall(r"<text class=\"cell-number\".*?>(.*?)</text>", text) == ["6", "1", "1", "4"]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ({(1, 1): 30, (5, 5): 30, (3, 3): 30, (3, 4): 1}, "for others to rely on"),
        ({(1, 1): 80, (5, 5): 80, (1, 5): 16}, "for tentative conclusions"),
        ({(1, 1): 5, (5, 5): 5, (1, 5): 1}, "rate more claims"),
        ({(1, 1): 20, (5, 5): 20, (1, 5): 20}, "more than by chance"),
        ({(1, 5): 20}, "no more than chance"),
        ({(1, 1): 2, (5, 5): 2}, "too few claims"),
        ({(1, 1): 20}, "cannot be told from habit"),
        ({}, "Nothing can be said yet"),
    ],
)
def test_the_words_go_by_the_lower_end_of_the_interval(pairs, said):
    units = [list(pair) for pair, often in pairs.items() for _ in range(often)]
    found = Agreement(
        level=Level.ORDINAL, alpha=alpha(units, Level.ORDINAL), units=len(units),
        interval=interval(units, Level.ORDINAL), ratings=2 * len(units), people=2, left_out=0,
        saw_a_draft=0, matrix=None,
    )  # fmt: skip
    assert said in found.verdict


def test_a_rating_beside_the_scale_counts_only_as_same_or_different(page, rate):
    for said in ("true true", "true unproven", "false false", "unproven unproven"):
        rate(said)
    ordinal, nominal = agreement_on(asked()), agreement_on(asked(level="nominal"))
    assert (ordinal.units, ordinal.left_out, ordinal.alpha) == (2, 3, 1)
    assert (nominal.units, nominal.left_out) == (4, 0)
    assert nominal.alpha < 1
    assert "3 ratings without a place on the scale are left out" in page()
    assert "without a place" not in page("?level=nominal")


def test_a_rating_on_another_scale_is_at_no_distance_from_this_one(rate, erin):
    scale = workflow.add(RatingScale(slug="ten", name="Ten", best=10, worst=0), by=erin)
    other = Rating(
        slug="seven", scale=scale, label="Seven", value=7, colour="#1a7f37", definition="Seven."
    )
    workflow.add(other, by=erin)
    for said in ("true true", "false false", "true seven"):
        rate(said)
    found = agreement_on(asked())
    assert (found.left_out, found.units) == (1, 2)


def test_only_a_claims_first_round_counts(rate, ratings, cast):
    claim = rate("true false")
    workflow.ask_again(claim, by=cast.erin, why="New evidence.")
    for person in (cast.alice, cast.erin, cast.edgar):
        workflow.assess(claim, by=person, rating=ratings["true"], reason="Now I see.")
    workflow.compare(claim, by=cast.erin)
    found = agreement_on(asked())
    assert (found.units, found.ratings) == (1, 2)


def test_teams_topics_and_days_choose_what_is_counted(rate, cast):
    rate("true true false", topics=("bridges",))
    rate("false false", topics=("ferries",))
    rate("* true true", topics=("bridges",))
    assert agreement_on(asked()).units == 3
    assert agreement_on(asked(topic="bridges")).units == 2
    editors = agreement_on(asked(team="editor"))
    assert (editors.units, editors.people) == (2, 2)
    assert agreement_on(asked(team="reviewer")).units == 0
    assert agreement_on(asked(until="2020-01-01")).units == 0
    assert agreement_on(asked(since="2020-01-01")).units == 3


def test_it_says_how_many_were_given_beside_a_rated_draft(page, rate):
    rate("true true")
    assert "1 of the ratings was given when somebody else" in page()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("team=nobody", "There is no team “nobody” here."),
        ("topic=cats", "There is no topic “cats” here."),
        ("since=yesterday", "“since” is a day such as 2026-03-02."),
        ("until=2026-02-30", "“until” is a day"),
        ("since=2026-02-02&until=2026-02-01", "“until” is before “since”"),
        ("level=ratio", "“level” is one of ordinal, interval and nominal."),
        ("colour=red", "This page cannot be asked for “colour”"),
        ("page=1", "This page cannot be asked for “page”"),
        ("level=nominal&level=ordinal", "stands twice"),
    ],
)
def test_an_address_that_cannot_be_read_gets_a_sentence(page, query, said):
    assert said in page(f"?{query}", 400)


def test_every_filter_that_the_page_offers_can_be_asked_for(page, rate):
    Group.objects.create(name="Night shift & co")
    rate("true false", topics=("bridges",))
    for query in ("team=Night+shift+%26+co", "topic=bridges", "level=interval", "since=", "team="):
        page(f"?{query}")
