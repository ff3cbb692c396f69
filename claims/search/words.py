"""What a person typed into a search box, read as phrases.

Every operator of the databases' own query languages (`*`, `-`, `:`, `OR`, `NEAR`, `&`, `(` …)
is punctuation or a word like any other; only quotation marks mean something. An asterisk asks
for no prefix: the index keeps stems, where `vaccinati*` would find no "vaccination" although
`vaccinations` does.
"""

import re

LONGEST = 1_000
MOST = 50

QUOTED_OR_NOT = re.compile(r'"([^"]*)"|([^\s"]+)')
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


class SearchRefused(ValueError):
    """These words cannot be searched for. `str()` of it is a whole sentence; a door answers 400."""


def phrases(words: str) -> tuple[str, ...]:
    """Each quoted phrase, and each word outside quotation marks, in the order typed.

    A quotation mark without its fellow is ignored. "don't" or "3.5" is one phrase here, which
    the index splits at the punctuation as it split the text.

    Raises:
        SearchRefused: more than 1,000 characters or 50 words, a NUL character, or half of a
            surrogate pair (which PostgreSQL would fail on, and SQLite's driver too).
    """
    if len(words) > LONGEST:
        raise SearchRefused(
            f"This search has {len(words):,} characters: shorten it to at most {LONGEST:,}."
        )
    if (many := len(words.split())) > MOST:
        raise SearchRefused(f"This search has {many} words: shorten it to at most {MOST}.")
    if re.search("[\0\ud800-\udfff]", words):
        raise SearchRefused(
            "This search holds a character that is no text (a NUL or half of a surrogate pair): "
            "remove it, or type the words again."
        )
    found = QUOTED_OR_NOT.finditer(words.translate(QUOTATION_MARKS))
    return tuple(text for match in found if (text := (match[1] or match[2] or "").strip()))
