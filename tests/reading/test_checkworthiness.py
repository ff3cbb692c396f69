"""Check-worthiness: what can be checked comes first, and the reasons can be read."""

import json
import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.reading.checkworthiness import (
    WORDING,
    Suggestion,
    best_first,
    likely_language,
    suggest,
)
from claims.reading.signs import ANY_LANGUAGE, ENGLISH, Speaks, found, signs

CHECKABLE = [
    "Unemployment in Fictia fell from nine percent in 2009 to 4.2 percent last year.",
    "The senator voted against the Harbour Act three times.",
    "Port Sample handled 12,400 ships, more than any other port in the country.",
    "We have lost 700,000 jobs since he took office.",
]
NOT_CHECKABLE = [
    "Good evening, and thank you for coming.",
    "I believe that we can do better.",
    "What would you say to them?",
    "Let us work together for our children.",
]


def test_what_can_be_checked_comes_before_what_cannot():
    order = best_first(suggest(NOT_CHECKABLE + CHECKABLE, "en"))
    assert {*order[:4]} == {4, 5, 6, 7}


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The bridge cost 3 crowns.", "has a figure"),
        ("Taxes were cut.", "says that something rose or fell"),
        ("It is the largest harbour.", "compares"),
        ("They broke the Harbour Act.", "names a law"),
        ("She voted for it.", "reports a decision"),
        ("It began in May.", "says when"),
        ("Eight percent agreed.", "gives a share"),
        ("It cost $4.", "names an amount of money"),
        ("The wall is 40 km long.", "names a quantity with its unit"),
        ("He said so.", "reports what somebody said"),
    ],
)
def test_the_reasons_are_given_in_words(sentence, reason):
    (suggestion,) = suggest([sentence], "en-GB")
    assert reason in suggestion.reasons


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("Is that 9 percent?", "asks"),
        ("I think that taxes fell.", "gives an opinion"),
        ("Taxes must fall.", "says what ought to be"),
        ("It may rain.", "says what ought to be"),
        ("Taxes will fall.", "looks ahead"),
    ],
)
def test_doubts_are_given_as_well(sentence, doubt):
    (suggestion,) = suggest([sentence], "en")
    assert doubt in suggestion.doubts
    assert doubt not in suggestion.reasons


def test_the_month_of_may_is_no_doubt():
    (suggestion,) = suggest(["The harbour opened in May."], "en")
    assert suggestion.doubts == ()


def test_a_high_score_without_a_sign_says_that_the_wording_is_the_reason(monkeypatch):
    plain = "The bridge stands beside the mill."
    assert suggest([plain], "en")[0].reasons == ()
    monkeypatch.setattr("claims.reading.checkworthiness.Model.score", lambda *_: 0.9)
    assert suggest([plain], "en")[0].reasons == (WORDING,)


@pytest.mark.parametrize(
    ("language", "checkable", "other"),
    [
        (
            "de",
            "Die Arbeitslosigkeit sank 2019 auf 5,3 %.",
            "Wir danken allen, die geholfen haben.",
        ),
        ("zh-Hans", "2017年出口增长了百分之八。", "我们感谢大家。"),
        ("ar", "بلغت الصادرات ٣٠٠ مليون دولار في عام ٢٠١٧.", "نشكر الجميع على حضورهم."),
        ("hi", "२०१७ में निर्यात ८ प्रतिशत बढ़ा।", "हम सबको धन्यवाद देते हैं।"),
        ("", "Exporten steg med 8 % till 1 200 000 ton.", "Tack till alla som kom hit."),
    ],
)
def test_other_languages_are_ranked_by_figures_shares_and_dates(language, checkable, other):
    first, second = suggest([checkable, other], language)
    assert first.score > 0.5 > second.score
    assert "has a figure" in first.reasons
    assert second.reasons == ()


def test_english_words_are_not_looked_for_in_other_languages():
    """German "will" is "wants", and "war" is "was"."""
    german = "Er will, dass der Act und die Most war."
    assert found(german, signs("de")) == {}
    assert found(german, signs("en"))


@given(st.lists(st.text(), max_size=5), st.sampled_from(["en", "de", "", "zh", "no such tag"]))
def test_every_text_gets_one_suggestion_between_0_and_1(texts, language):
    suggestions = suggest(texts, language)
    assert len(suggestions) == len(texts)
    assert all(0 <= one.score <= 1 for one in suggestions)
    assert sorted(best_first(suggestions)) == list(range(len(texts)))


def test_of_equals_the_earlier_sentence_comes_first():
    scores = (0.5, 0.9, 0.5, 0.9)
    assert best_first([Suggestion(score, ()) for score in scores]) == [1, 3, 0, 2]


@pytest.mark.parametrize("unit", ["a", "1. ", " ?", "1 "])
def test_ten_times_an_endless_line_takes_about_ten_times_as_long(unit):
    """A ratio, with room for a busy machine: quadratic time would make it a hundred."""

    def spent(length):
        text = unit * (length // len(unit))
        began = time.process_time()
        suggest([text], "en")
        return time.process_time() - began

    spent(100)  # The model is loaded once, and that is not measured.
    short = max(min(spent(100_000) for _ in range(3)), 1e-3)
    assert spent(1_000_000) < short * 50


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour of Port Sample was opened to the public, and that is all.", "en"),
        ("Der Hafen wurde für die Öffentlichkeit geöffnet, und das ist alles.", ""),
        ("De haven was open voor het publiek, en dat is alles wat ik weet of dacht.", ""),
        ("", ""),
        ("12 34", ""),
    ],
)
def test_english_is_told_by_its_common_words(text, language):
    assert likely_language(text) == language


@pytest.mark.parametrize("read", [ANY_LANGUAGE, ENGLISH])
def test_a_reason_belongs_to_one_sign(read):
    reasons = [sign.reason for sign in read]
    assert len(reasons) == len({*reasons})
    assert {sign.speaks for sign in read} <= {*Speaks}


def test_the_shipped_weights_fit_the_signs_and_name_where_they_come_from():
    packed = resources.files("claims.reading").joinpath("checkworthiness.json")
    stored = json.loads(packed.read_text(encoding="utf-8"))
    assert "CC BY 4.0" in stored["about"]["licence of the data"]
    assert "Arslan" in stored["about"]["trained on"]
    for name, read in (("english", ENGLISH), ("any language", ANY_LANGUAGE)):
        weights = stored["models"][name]["weights"]
        trained = {key.removeprefix("sign ") for key in weights if key.startswith("sign ")}
        assert trained == {sign.reason for sign in read}
