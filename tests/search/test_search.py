"""What a search finds. One table of cases, for whichever database is configured."""

import pytest
from django.db.models import Count

from claims.models import Claim, ClaimReview, ClaimReviewVersion
from claims.search import SearchRefused, search

pytestmark = pytest.mark.django_db

BRIDGE = "The bridge cost ten million crowns."

FINDS = [
    # A word, whatever its case, and its other forms in English.
    ("bridge", BRIDGE),
    ("BRIDGES", BRIDGE),
    ("costing", BRIDGE),
    ("vaccination", "Vaccinated people fall ill less often."),
    # No word is too common.
    ("the", BRIDGE),
    ("to be or not to be", "He asked whether to be or not to be."),
    # All words, in any order.
    ("million bridge", BRIDGE),
    # A phrase stands side by side; so does a word with punctuation in it.
    ('"ten million"', BRIDGE),
    ("“ten million” bridge", BRIDGE),
    ("«ten millions»", BRIDGE),
    ('"the bridge" "million crowns"', BRIDGE),
    ("COVID-19", "The COVID 19 wards are full."),
    ("covid 19", "COVID-19 wards are full."),
    ("3.5", "Prices rose by 3.5%."),
    ("don't", "They don’t pay."),
    ("example.org/report", "See https://example.org/report?page=2."),
    ("user_name", "The user_name is public."),
    ("1e5", "About 1e5 of them."),
    ("-5", "It was -5 degrees."),
    # A quotation mark without its fellow is ignored.
    ('bridge "ten', BRIDGE),
    ('5" bridge', "A 5 inch bridge."),
    # Diacritics, however they are written.
    ("zivot", "Život je drahý."),
    ("život", "Zivot je drahy."),
    ("cafe\u0301", "The café closed."),
    ("cafe", "The cafe\u0301 closed."),
    ("Việt", "Viet Nam grew."),
    ("İstanbul", "Istanbul has grown."),
    ("елка", "Ёлка стоит дорого."),
    ("ёлки", "ЁЛКИ стоят дорого."),
    ("ΑΘΗΝΑ", "Η Αθήνα μεγάλωσε."),
    ("οδός", "ΟΔΟΣ"),
    ("straße", "STRAẞE"),
    # Arabic: vowel signs, tatweel and hamza; its digits and other people's.
    ("كتاب", "كِتَابٌ جديد"),
    ("كتــاب", "كتاب جديد"),
    ("احمد", "قال أحمد ذلك"),
    ("2024", "في عام ٢٠٢٤"),
    ("2024", "２０２４年の報告"),
    ("हिन्दी", "यह हिन्दी में है"),
    ("infor\u00admation", "False information spreads."),
    ("information", "False infor\u00admation spreads."),
    # Scripts without spaces: any run of characters.
    ("桥", "这座桥花了一千万。"),
    ("一千万", "这座桥花了一千万。"),
    ("花了 桥", "这座桥花了一千万。"),
    ("東京", "東京タワーは333メートルです。"),
    ("タワー", "東京タワーは333メートルです。"),
    ("333メートル", "東京タワーは333メートルです。"),
    ("다리", "이 다리는 천만 크라운이 들었다."),
    ("ประเทศ", "ค่าใช้จ่ายของประเทศไทยเพิ่มขึ้น"),
    ("ไทย", "ค่าใช้จ่ายของประเทศไทยเพิ่มขึ้น"),
    ("𠮷野家", "𠮷野家は安い。"),
    # What is newer than SQLite's tables is no part of the word beside it.
    ("vaccine", "vaccine🤔 works"),
    ("500", "It costs 500₽."),
    ("500", "It costs \u2066500\u2069."),
    # Operators of the databases' languages are punctuation, or words.
    ("bridge*", BRIDGE),
    ("-bridge", BRIDGE),
    ("text:bridge", "The text: bridge."),
    ("(bridge | million) & !crowns", BRIDGE),
    ("bridge <-> :* million", BRIDGE),
    ("^bridge + {million}", BRIDGE),
    ("'bridge", BRIDGE),
    ("bridge\\", BRIDGE),
    ("100%", "It is 100 per cent, or 100%."),
    ("??? bridge ...", BRIDGE),
]

MISSES = [
    ("tunnel", BRIDGE),
    ("bridge tunnel", BRIDGE),
    ("bridge OR tunnel", BRIDGE),
    ("bridge AND million", BRIDGE),
    ("NEAR(bridge million)", BRIDGE),
    ('"million ten"', BRIDGE),
    ('"bridge ten"', BRIDGE),
    ("brid", BRIDGE),
    ("brid*", BRIDGE),
    ("3.5", "5 or 3 of them."),
    ("千一", "这座桥花了一千万。"),
    ("हन्दी", "यह हिन्दी में है"),
    ("???", "Really???"),
    ('"***"', BRIDGE),
    ("_", "a_b"),
    ("%", BRIDGE),
    ("|", BRIDGE),
]


@pytest.mark.parametrize(("words", "text"), FINDS)
def test_a_search_finds(words, text, make_claim):
    make_claim("Nothing of the kind, 7.")
    claim = make_claim(text)
    assert claim in Claim.objects.search(words)


@pytest.mark.parametrize(("words", "text"), MISSES)
def test_a_search_does_not_find(words, text, make_claim):
    make_claim(text)
    assert not Claim.objects.search(words).exists()


@pytest.mark.parametrize("words", ["", "  ", "\t\n", '"', '""', ' " " '])
def test_no_words_are_no_filter(words, make_claim):
    claims = [make_claim(BRIDGE), make_claim("The tunnel is shut.")]
    assert list(Claim.objects.search(words).order_by("pk")) == claims
    assert not Claim.objects.none().search(words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("a" * 1_001, "1,001 characters"),
        ("a " * 3_000, "6,000 characters"),
        ("a " * 51, "51 words"),
        ("bridge\0", "no text"),
        ("bridge \ud800", "no text"),
        ("\udfff", "no text"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_in_a_sentence(words, sentence):
    with pytest.raises(SearchRefused, match=sentence):
        Claim.objects.search(words)


@pytest.mark.parametrize("words", ["a " * 50, "桥" * 1_000, "a" * 1_000, "a." * 500, '"a"' * 333])
def test_the_longest_search_allowed_is_answered(words, make_claim):
    make_claim(f"It says {words}.")
    assert Claim.objects.search(words).count() == 1


def test_the_best_fit_comes_first_and_then_the_newest(make_claim):
    long = make_claim("The bridge " + "and many other words besides " * 20)
    older, newer = make_claim(BRIDGE), make_claim(BRIDGE)
    make_claim("The tunnel.")
    assert list(Claim.objects.search("bridge")) == [newer, older, long]


def test_published_reviews_are_found_by_any_column_and_ranked_by_the_claims_own_words(
    make_claim, publish_claim
):
    words = {"text": "The bridge leaks.", "summary": "Not now.", "explanation": "Said so."}
    told = []
    for column in ("explanation", "summary", "text"):
        said = words | {column: words[column] + " Marzipan."}
        text = said.pop("text")
        told.append(publish_claim(make_claim(text), **said).published_version)
    told.reverse()
    found = ClaimReviewVersion.objects.search("marzipan")
    assert list(found) == told
    assert ClaimReviewVersion.objects.search("leaks now said").count() == 3
    # The claim ends with the word that the phrase begins with, the summary goes on with the other.
    assert not ClaimReviewVersion.objects.search('"leaks not"').exists()
    through = search(Claim.objects.published(), "marzipan", through="published_version")
    assert [claim.published_version for claim in through] == told


def test_drafts_are_not_found_among_published_reviews(make_claim, publish_claim, review_claim):
    publish_claim(make_claim(BRIDGE))
    review_claim(make_claim("The tunnel."), summary="Marzipan.")
    assert ClaimReview.objects.filter(summary="Marzipan.").exists()
    assert not ClaimReviewVersion.objects.search("marzipan").exists()


def test_the_answer_is_a_queryset_like_any_other(make_claim, publish_claim):
    claims = [publish_claim(make_claim(f"Bridge {number} is safe.")) for number in range(3)]
    make_claim("A bridge nobody has checked.")
    found = Claim.objects.search("bridge")
    assert found.count() == 4
    assert found.published().count() == 3
    assert found.exclude(pk=claims[0].pk).count() == 3
    assert list(found[1:3]) == list(found)[1:3]
    assert found.filter(published_version__summary="It did.").distinct().count() == 3
    assert found.first() == found[0]
    assert (found | Claim.objects.filter(pk=claims[0].pk)).count() == 4
    assert found.search("safe").search("1").get() == claims[1]
    versions = ClaimReviewVersion.objects.search("bridge safe")
    assert Claim.objects.filter(published_version__in=versions).count() == 3
    assert Claim.objects.filter(published_version__in=versions[:2]).count() == 2
    assert Claim.objects.exclude(pk__in=found).count() == 0
    counted = found.order_by().values("status").annotate(n=Count("pk"))
    assert sorted(row["n"] for row in counted) == [1, 3]
    assert found.update(language="en") == 4


def test_a_noun_without_an_index_says_so():
    with pytest.raises(LookupError, match="claim reviews"):
        search(ClaimReview.objects.all(), "bridge")
