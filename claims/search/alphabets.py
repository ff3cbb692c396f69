"""Which characters make a word, and which letters count as the same letter.

SQLite's tokenizer `unicode61` knows Unicode 6.1 and folds Latin letters only. What it lacks is
said here once, for both databases; PostgreSQL is given the tokenizer's own part too (MARKS,
SEPARATORS), so that both split and fold alike. Strings with ranges ("a-z") stand unescaped in
the brackets of a GLOB, of Python's `re` and of PostgreSQL's regular expressions.
"""

import re
import string
import unicodedata

# Scripts written without spaces, or whose words carry particles: each character is a word,
# and a word of theirs is looked for as a phrase. Han, kana and hangul; Thai, Lao, Myanmar, Khmer.
SEPARATE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109d\u1780-\u17d3"
    "\u1100-\u11ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3041-\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc"
    "\U0001aff0-\U0001b16f\U00020000-\U0003fffd"
)

# Newer than Unicode 6.1, so that `unicode61` takes them for letters of the word beside them:
# marks of direction, currencies (₽, ₺, ₿ …) and emoji.
SYMBOLS = "\u061c\u061d\u2066-\u2069\u20ba-\u20cf\U0001f000-\U0001faff"

# The combining marks that `remove_diacritics 2` drops.
MARKS = "\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331"

# Soft hyphen, joiners, variation selectors; Arabic tatweel, vowel signs and hamza.
REMOVED = "".join(
    map(chr, [0xAD, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF, 0x0640, 0x0670, *range(0x64B, 0x656)])
)

# In the Basic Multilingual Plane, the characters that end a word: Unicode's categories
# P, S, Z and C but Co, in hexadecimal; an unassigned character belongs to its neighbours' range.
SPANS = """
1-2f 3a-40 5b-60 7b-a9 ab-b1 b4 b6-b8 bb bf d7 f7 2c2-2c5 2d2-2df 2e5-2eb 2ed 2ef-2ff 375 37e
384-385 387 3f6 482 55a-55f 589-58f 5be 5c0 5c3 5c6 5f3-60f 61b-61f 66a-66d 6d4 6dd-6de 6e9 6fd-6fe
700-70f 7f6-7f9 7fe-7ff 830-83e 85e 888 890-891 8e2 964-965 970 9f2-9f3 9fa-9fb 9fd a76 af0-af1 b70
bf3-bfa c77 c7f c84 d4f d79 df4 e3f e4f e5a-e5b f01-f17 f1a-f1f f34 f36 f38 f3a-f3d f85 fbe-fc5
fc7-fda 104a-104f 109e-109f 10fb 1360-1368 1390-1399 1400 166d-166e 1680 169b-169c 16eb-16ed
1735-1736 17d4-17d6 17d8-17db 1800-180a 180e 1940-1945 19de-19ff 1a1e-1a1f 1aa0-1aa6 1aa8-1aad
1b5a-1b6a 1b74-1b7e 1bfc-1bff 1c3b-1c3f 1c7e-1c7f 1cc0-1cc7 1cd3 1fbd 1fbf-1fc1 1fcd-1fcf 1fdd-1fdf
1fed-1fef 1ffd-206f 207a-207e 208a-208e 20a0-20c0 2100-2101 2103-2106 2108-2109 2114 2116-2118
211e-2123 2125 2127 2129 212e 213a-213b 2140-2144 214a-214d 214f 218a-244a 249c-24e9 2500-2775
2794-2bff 2ce5-2cea 2cf9-2cfc 2cfe-2cff 2d70 2e00-2e2e 2e30-3004 3008-3020 3030 3036-3037 303d-303f
309b-309c 30a0 30fb 3190-3191 3196-319f 31c0-31e3 3200-321e 322a-3247 3250 3260-327f 328a-32b0
32c0-33ff 4dc0-4dff a490-a4c6 a4fe-a4ff a60d-a60f a673 a67e a6f2-a716 a720-a721 a789-a78a a828-a82b
a836-a839 a874-a877 a8ce-a8cf a8f8-a8fa a8fc a92e-a92f a95f a9c1-a9cd a9de-a9df aa5c-aa5f aa77-aa79
aade-aadf aaf0-aaf1 ab5b ab6a-ab6b abeb fb29 fbb2-fbc2 fd3e-fd4f fdcf fdfc-fdff fe10-fe19 fe30-fe6b
feff-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-fffd
"""
SEPARATORS = "".join(re.sub("[0-9a-f]+", lambda end: f"\\u{int(end[0], 16):04x}", SPANS).split())


def _without_marks(letter: str) -> str:
    """The first letter of a canonical decomposition whose other parts are all dropped, or ""."""
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if re.fullmatch(f"[{MARKS}{REMOVED}]+", parts[1:]) else ""


# Letter → the letter it counts as: Cyrillic, Greek, Arabic and a few Latin ones, which
# `unicode61` leaves as they are; digits of other scripts; full-width letters and digits.
_LETTERS = filter(str.isalpha, map(chr, (*range(0xC0, 0x530), *range(0x622, 0x6D4))))
FOLDED = {
    letter: base for letter in _LETTERS if (base := _without_marks(letter)) and not base.isascii()
}
FOLDED |= {
    chr(zero + digit): str(digit) for zero in (0x660, 0x6F0, 0x966, 0xFF10) for digit in range(10)
}
FOLDED |= {chr(0xFEE0 + ord(letter)): letter for letter in string.ascii_letters}
FOLDED |= dict(zip("ςµſẛǠǡ", "σμssAa", strict=True))

# The same for `translate(text, FROM, TO)`: what FROM has beyond the length of TO is dropped.
FROM, TO = "".join(FOLDED) + REMOVED, "".join(FOLDED.values())
