"""How a rating looks: never by its colour alone."""

import pytest
from django.template import Context, Template

from claims.models import Rating, RatingScale
from claims.templatetags.ratings import pips


def rating(value, label="Mixed", worst=1, best=5):
    scale = RatingScale(slug="s", name="S", worst=worst, best=best)
    return Rating(slug="mixed", label=label, value=value, scale=scale, colour="#111111")


def drawn(template, **context):
    return Template("{% load ratings %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("value", "worst", "best", "here"),
    [
        (2, 1, 5, [False, True, False, False, False]),
        (5, 1, 5, [False, False, False, False, True]),
        (0, -1, 1, [False, True, False]),
        (None, 1, 5, []),
        (9, 1, 5, []),
        (3, 1, 100, []),
    ],
)
def test_the_dots_show_the_place_on_the_scale(value, worst, best, here):
    assert [pip.is_here for pip in pips(value, worst, best)] == here


def test_a_badge_says_its_label_and_draws_its_place():
    html = drawn("{% rating_badge rating %}", rating=rating(2))
    assert "<span>Mixed</span>" in html
    assert html.count("<circle") == 5
    assert html.count("pip-here") == 1
    assert 'class="badge rating-mixed"' in html


def test_a_rating_beside_the_scale_has_a_sign_of_its_own():
    html = drawn("{% rating_badge rating %}", rating=rating(None))
    assert "pip-beside" in html
    assert "<circle" not in html


def test_the_band_tells_the_place_in_words():
    facts = {"id": "mixed", "label": "Mixed", "value": 3, "worst": 1, "best": 5}
    assert "3 on our scale from 1 to 5" in drawn("{% rating_band facts %}", facts=facts)
    beside = drawn("{% rating_band facts %}", facts=facts | {"value": None})
    assert "Not a point on our scale" in beside


def test_the_bar_has_a_table_that_says_the_same():
    counted = [(rating(5, "True"), 3), (rating(1, "False"), 1)]
    html = drawn("{% rating_bar counted 'Claims' %}", counted=counted)
    assert 'x="0.00" y="0" width="75.00"' in html
    assert 'x="75.00" y="0" width="25.00"' in html
    assert "</span>True</th><td>3</td><td>75 %</td>" in html
    assert "</span>False</th><td>1</td><td>25 %</td>" in html


def test_nothing_is_drawn_of_nothing():
    assert drawn("{% rating_bar counted 'Claims' %}", counted=[]).strip() == ""


def test_a_colour_that_is_none_does_not_get_into_the_stylesheet(client, ratings):
    Rating.objects.filter(slug="true").update(colour="x}*{a:b")
    css = client.get("/ratings.css").content.decode()
    assert css == (
        ".rating-false { --rating: #a40e26; }\n.rating-unproven { --rating: #57606a; }\n"
    )
