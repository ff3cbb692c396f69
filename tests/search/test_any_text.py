"""Properties: no words break a search, and every word of a text finds it."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Claim
from claims.search import SearchRefused

pytestmark = pytest.mark.django_db

WITH_ONE_CLAIM = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

LETTERS = {
    "Latin": "aàáâãäåāăąbcçćčdďđeéèêëěęfgğhiíìîïıjklłmnñňńoóòôöõøőpqrřsśšşßtťțuúùûüůűvwxyýÿzžźż",
    "English": "abcdefghijklmnopqrstuvwxyz",
    "Cyrillic": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђјљњћџ",
    "Greek": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگی",
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "Hindi": "अआइईउऊऋएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "Han": "一千万桥花了中国人的是不在有这个上們說時會對發經東京都知事",
    "Kana": "あいうえおかきくけこがぎぐげごぱぴアイウエオカキクケコガギグャュョッー",
    "Hangul": "가각간갇갈감갑강개거건걸검게겨경고공과교구국군권그금기긴길김",
    "Thai": "กขคงจฉชซญดตถทธนบปผฝพฟภมยรลวศษสหอฮะาเแโใไ",
}
MARKS = {"Hindi": "ािीुूृेैोौंँः्", "Thai": "ัิีึืุู็่้๊๋์", "Arabic": "ًٌٍَُِّْ"}
UNSPACED = ("Han", "Kana", "Hangul", "Thai")
OPERATORS = ['"', "*", "NEAR", "OR", "AND", "NOT", "-", ":", "&", "|", "!", "(", ")", "<->", "^"]


@st.composite
def words(draw: st.DrawFn, script: str) -> str:
    both = LETTERS[script] + LETTERS[script].upper()
    letter = st.sampled_from([one for one in both if one.isalpha()])
    mark = st.sampled_from(["", *MARKS.get(script, "")])
    parts = draw(st.lists(st.tuples(letter, mark), min_size=1, max_size=12))
    return "".join(letter + mark for letter, mark in parts)


@pytest.fixture
def claim(make_claim) -> Claim:
    make_claim("No letter of it.")
    return make_claim("To be replaced.")


def say(claim: Claim, text: str) -> None:
    Claim.objects.filter(pk=claim.pk).update(text=text)


@pytest.mark.parametrize("script", LETTERS)
def test_every_word_of_a_text_finds_it(script, claim):
    @given(data=st.data())
    @settings(WITH_ONE_CLAIM, max_examples=60)
    def check(data: st.DataObject) -> None:
        said = data.draw(st.lists(words(script), min_size=1, max_size=8))
        between = st.sampled_from([" ", ", ", ". ", "\n", " – ", "; «", "» ", "/", "🤔"])
        say(claim, "".join(word + data.draw(between) for word in said))
        asked = data.draw(st.lists(st.sampled_from(said), min_size=1, max_size=4))
        assert claim in Claim.objects.search(" ".join(asked))
        assert claim in Claim.objects.search(f'"{" ".join(said)}"')

    check()


@pytest.mark.parametrize("script", UNSPACED)
def test_any_run_of_a_script_without_spaces_finds_its_text(script, claim):
    @given(data=st.data())
    @settings(WITH_ONE_CLAIM, max_examples=60)
    def check(data: st.DataObject) -> None:
        text = data.draw(words(script))
        start = data.draw(st.integers(0, len(text) - 1))
        run = text[start : data.draw(st.integers(start + 1, len(text)))]
        say(claim, f"{text}。")
        assert claim in Claim.objects.search(run)

    check()


@given(data=st.data())
@WITH_ONE_CLAIM
def test_whatever_is_typed_is_answered_or_refused_for_a_reason_that_is_told(claim, data):
    piece = st.one_of(st.text(max_size=20), st.sampled_from(OPERATORS), words("English"))
    typed = data.draw(st.sampled_from(["", " "])).join(data.draw(st.lists(piece, max_size=12)))
    if "\0" in typed or re.search("[\ud800-\udfff]", typed):
        with pytest.raises(SearchRefused, match="no text"):
            Claim.objects.search(typed)
        return
    say(claim, f"{typed} x")
    found = Claim.objects.search(typed)
    assert found.count() == len(found)


@given(typed=st.text(st.sampled_from("ab *-:&|!()^+{}\\'<>~@%_;,.?#$[]=/`"), max_size=30))
@WITH_ONE_CLAIM
def test_operators_typed_around_words_change_nothing(claim, typed):
    """What a search without them would find: "a" and "b" stand in the text, once, in that order."""
    say(claim, "a b")
    asked = [re.findall("[ab]+", part) for part in typed.split()]
    finds = any(asked) and all(words in ([], ["a"], ["b"], ["a", "b"]) for words in asked)
    assert (claim in Claim.objects.search(typed)) == (finds or not typed.strip())
