"""Signs that a sentence asserts something that can be checked, each with its reason in words.

The signs are plain patterns, so that a person can see why a sentence is on the list and an
editor can argue with it. What checkers look for (figures, comparisons, laws, votes, what was
done) follows the categories of Hassan et al., "Toward Automated Fact-Checking" (KDD 2017), and
of Full Fact's annotation schema (Konstantinovskiy et al., 2018). English words do not carry
over: in other languages only the signs of `ANY_LANGUAGE` are read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice


class Speaks(StrEnum):
    """For checking the sentence, against it, or neither: that one is weighed but not shown."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern, and what it says about a sentence, as the end of "this sentence ...".

    The reason is unique within a language: a trained weight is kept under it.
    """

    reason: str
    pattern: re.Pattern[str]
    speaks: Speaks = Speaks.FOR


def _words(reason: str, words: str, speaks: Speaks = Speaks.FOR) -> Sign:
    """A sign for whole words in any case; a blank in `words` stands for any white space."""
    words = words.replace("'", "['’]").replace(" ", r"\s+")
    return Sign(reason, re.compile(rf"\b(?:{words})\b", re.IGNORECASE), speaks)


_CURRENCY = r"[$€£¥₹₽₩₪₫₺₴₦฿]|(?:USD|EUR|GBP|RMB|CNY|JPY|INR|BRL|CHF)(?![A-Za-z])"
_UNIT = "km|kg|mg|ha|[kMGT]?Wh|[kMG]W|km²|km2|m²|m2|m³|°C|°F|tons?|tonnes?|hectares?"
_SHARE = (
    r"\d\s*(?:[%٪％‰]|per\s?cent|percent|Prozent|pour\s?cent|por\s?cien?to|por\s?cento|percento|"
    r"процент|प्रतिशत|パーセント|퍼센트)|百分之|ร้อยละ|في المئة|بالمئة|بالمائة"
)
_YEAR = r"(?<![\d.,])(?:1[5-9]|20)\d\d(?!\d|[.,]\d)"
_LARGE = (
    r"\d{1,3}(?:[.,\s\u00a0\u202f'’]\d{3})+(?!\d)|(?<!\d)\d{5,}|"
    r"\d\s*(?:mil[lj]i|mld|mrd|mio|млн|млрд|миллион|миллиард|مليون|مليار|करोड़|लाख|[百千万萬亿億兆만억])"
)
_MONTH = (
    "January|February|March|April|(?-i:May)|June|July|August|September|October|November|December"
)

ANY_LANGUAGE = (
    Sign("has a figure", re.compile(r"\d|[〇一二三四五六七八九十百千万]{2,}")),
    Sign("gives a share", re.compile(_SHARE, re.IGNORECASE)),
    Sign("names an amount of money", re.compile(_CURRENCY)),
    Sign("names a quantity with its unit", re.compile(rf"\d\s*(?:{_UNIT})(?!\w)")),
    Sign(
        "gives a date",
        re.compile(rf"{_YEAR}|\d\d?[./-]\d\d?[./-]\d\d|\d\s*(?:[年月]|년|월)|\d\d?:\d\d"),
    ),
    Sign("has a large figure", re.compile(_LARGE, re.IGNORECASE)),
    Sign("asks", re.compile(r"[?？؟][\s\"'”’»）)]*$"), Speaks.AGAINST),
)
"""Read in every language. `\\d` is any script's digit."""

ENGLISH = (
    *(sign for sign in ANY_LANGUAGE if sign.reason != "gives a share"),
    Sign(
        "gives a share",
        re.compile(
            _SHARE + r"|\b(?:percent|per\s+cent|percentage|one\s+in|out\s+of\s+every|majority)\b",
            re.IGNORECASE,
        ),
    ),
    _words(
        "has a number in words",
        "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
        "fifty|sixty|seventy|eighty|ninety|half|a third|one third|two thirds|quarter|dozens?|"
        "first|second|third|once|twice|double[ds]?|triple[ds]?",
    ),
    _words("counts in thousands or more", "hundreds?|thousands?|millions?|billions?|trillions?"),
    _words(
        "compares",
        "more than|less than|fewer|than|as \\w+ as|compared|largest|biggest|highest|lowest|"
        "greatest|smallest|fastest|worst|best|longest|poorest|richest|most|least|higher|lower|"
        "larger|greater|bigger|smaller|record|rank(?:s|ed)?|leading|ahead of|twice",
    ),
    _words(
        "says that something rose or fell",
        "increas(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|rose|risen|rising|f[ae]ll|fallen|grew|grown|"
        "growth|gr[eo]w|cut|cuts|cutting|reduc(?:e|es|ed|ing|tion)|rais(?:e|es|ed|ing)|declin(?:e|ed)|"
        "dropp?ed|drop|lost|losing|gained|added|gone up|gone down|went up|went down|going up|"
        "expand(?:ed|ing)?|improv(?:ed|ing)|slowed|shrunk|tripled|doubled|up from|down from",
    ),
    _words(
        "says when",
        f"{_MONTH}|(?:last|past|this|next|every|each|per|a) (?:year|month|week|decade|century)|"
        "years?|months?|days?|since|ago|decades?|during|in the last|in the past|today|yesterday|"
        "when (?:he|she|they|we|I) (?:was|were|came|took|left)|under (?:this|the|his)|"
        "administration",
    ),
    _words(
        "names a law",
        "act|bill|bills|law|laws|legislation|treaty|treaties|amendment|constitution(?:al)?|"
        "resolution|agreement|accord|convention|covenant|regulations?|legal instruments?",
    ),
    _words(
        "reports a decision",
        "vot(?:e|es|ed|ing)|veto(?:ed|es)?|signed|passed|enacted|sponsored|ratified|adopted|ruling|"
        "ruled|congress|senate|senator|parliament|court|commission|program|programs|policy",
    ),
    _words(
        "is about money or work",
        "dollars?|tax|taxes|budget|deficits?|debt|spend(?:ing|s)?|spent|cost|costs|paid|pay|paying|"
        "jobs?|unemploy(?:ed|ment)|wages?|income|inflation|rates?|prices?|trade|exports?|imports?|"
        "economy|gdp|surplus|invest(?:ed|ment)?|revenue|cents?|funding|poverty|social security|"
        "medicare|medicaid|insurance|loans?|donor",
    ),
    _words(
        "is about security, health or crime",
        "troops|soldiers|military|weapons?|nuclear|missiles?|army|navy|war|killed|died|deaths?|crime|"
        "prison|police|border|immigrants?|immigration|oil|energy|schools?|students|teachers|patients|"
        "hospitals?|doctors|drugs?|terrorists?|attack(?:s|ed)?|countries|nations?|population",
    ),
    _words(
        "says what somebody did",
        "did|didn't|had|has|have|was|were|wasn't|weren't|been|became|made|took|gave|went|came|got|"
        "created|built|supported|opposed|proposed|provided|established|introduced|started|ended|"
        "failed|refused|won|elected|appointed|sold|bought|sent|helped|hosted|joined|invited",
        Speaks.NEITHER,
    ),
    _words(
        "reports what somebody said",
        "said|says|called|calls|claimed|promised|told|announced|admitted|stated|declared|"
        "according to|wrote|reported",
    ),
    _words(
        "generalises",
        "all|every|never|always|only|no one|nobody|none|any|not a single|each",
    ),
    _words("claims a cause", "because|caused|led to|result(?:s|ed)? (?:of|in)|due to|thanks to"),
    Sign(
        "names somebody or something",
        re.compile(r"(?<=[a-z,;] )(?!I\b|I')[A-Z][\w’'-]+"),
        Speaks.NEITHER,
    ),
    Sign("names an organisation by its letters", re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,}s?\b")),
    _words("speaks of somebody", "he|she|his|her|they|their|he's|she's|they're", Speaks.NEITHER),
    _words("speaks of its own side", "we|our|we've|we're|(?-i:us)|ours", Speaks.NEITHER),
    _words("speaks of the speaker", "I|my|me|I've|I'm|myself|mine", Speaks.NEITHER),
    # The following speak against: what they find can seldom be checked.
    _words(
        "gives an opinion",
        "I think|I believe|I hope|I feel|I don't think|in my (?:view|opinion|judgment)|I would|I'd|"
        "I want|I wish|I know|I understand|I suppose|seems?|maybe|perhaps|probably|great|wonderful|"
        "terrible|important|right|wrong|good|bad|fair|proud|care|values?",
        Speaks.AGAINST,
    ),
    _words(
        "says what ought to be",
        "should|must|ought|need|needs|have to|has to|got to|let's|let us|let me|would|could|"
        "(?-i:may)|might|if",
        Speaks.AGAINST,
    ),
    _words(
        "looks ahead",
        "will|won't|going to|gonna|I'll|we'll|he'll|shall|plan to|want to|future",
        Speaks.AGAINST,
    ),
    _words(
        "talks with the audience",
        "you|your|you're|you've|thank you|thanks|good evening|please|well|yes|no|okay|question|"
        "ladies|gentlemen|mr|governor|sir|minutes?|answer|respond",
        Speaks.AGAINST,
    ),
)
"""Read in English."""


def signs(language: str) -> tuple[Sign, ...]:
    """The signs that are read in a language, given as a BCP 47 tag; empty is an unknown one."""
    return ENGLISH if is_english(language) else ANY_LANGUAGE


def is_english(language: str) -> bool:
    """Is this BCP 47 tag some English? POSIX' `en_GB` is understood too."""
    return language.replace("_", "-").split("-")[0].casefold() == "en"


def found(sentence: str, read: Sequence[Sign]) -> dict[Sign, int]:
    """The signs that the sentence has: 1, or 2 for more than one."""
    counts = {sign: len(list(islice(sign.pattern.finditer(sentence), 2))) for sign in read}
    return {sign: count for sign, count in counts.items() if count}
