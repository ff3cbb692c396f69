"""Find words in a queryset, on SQLite or PostgreSQL, with the same rows for an answer.

English words are found by their stem, none is too common to count, and neither case nor
diacritics matter. Of the scripts that write no spaces (Han, kana, hangul, Thai, Lao, Myanmar,
Khmer) every run of characters is found. All words must be there, in any of the columns;
"words in quotation marks" must stand side by side in one of them.
"""

from claims.search.queryset import search
from claims.search.words import SearchRefused

__all__ = ["SearchRefused", "search"]
