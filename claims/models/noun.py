"""What every noun of the newsroom has: a stable name for the outside, and its makers."""

import re
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from claims.models import bulk

# No vowels and no digits: no words by accident, and no spreadsheet takes an id for a number.
ALPHABET = "bcdfghjkmnpqrstvwxz"
# Above the largest multiple of the letters, some would be likelier than others.
FAIR = 256 // len(ALPHABET) * len(ALPHABET)
DICE = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
UNFAIR = bytes(range(FAIR, 256))

NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
SYLLABLE = re.compile("(?<=[a-z])(?=[A-Z])")
NOT_IN_A_SLUG = re.compile(r"[^a-z0-9_\s-]+")
BETWEEN_WORDS = re.compile(r"[-\s]+")

# PostgreSQL stores no NUL, and neither database half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def new_public_id() -> str:
    letters = ""
    while len(letters) < 10:
        letters += secrets.token_bytes(12).translate(DICE, UNFAIR).decode()
    return letters[:10]


def slug_stem(words: str, otherwise: str = "") -> str:
    """What the slug of these words begins with.

    Other scripts are written in Latin letters. Where no letter or figure is left, `otherwise`, an
    id, stands in.
    """
    return _slug(_in_latin(words))[:60].strip("-") or _slug(otherwise) or new_public_id()


def free_slug(model: type[models.Model], words: str, otherwise: str = "") -> str:
    """A slug of `words` that no row of `model` has. Held free by the log's lock until one does."""
    return Slugs(model).free([slug_stem(words, otherwise)])[0]


class Slugs:
    """Free slugs for many rows of one model: `a`, or else `a-2`, `a-3` and so on.

    `reserved` names those of some slugs that somebody else is about to take.
    """

    def __init__(
        self,
        model: type[models.Model],
        reserved: Callable[[set[str]], Collection[str]] = lambda slugs: (),
    ) -> None:
        self._model, self._reserved = model, reserved
        self._numbers: dict[str, int] = {}  # stem → the last number known to be taken

    def free(self, stems: Sequence[str]) -> list[str]:
        """A slug for each stem, in their order; the caller adds the rows before asking again."""
        checked = {*stems}
        for stem, count in Counter(stems).items():
            if count > 1 or stem in self._numbers:
                last = self._numbers.get(stem, 1)
                checked |= {f"{stem}-{number}" for number in range(last + 1, last + count + 1)}
        taken = self._taken(checked)
        return [self._next(stem, taken, checked) for stem in stems]

    def _next(self, stem: str, taken: set[str], checked: set[str]) -> str:
        slug, number = stem, self._numbers.get(stem, 1)
        while not self._is_free(slug, taken, checked):
            number += 1
            slug = f"{stem}-{number}"
            self._numbers[stem] = number
        taken.add(slug)
        return slug

    def _is_free(self, slug: str, taken: set[str], checked: set[str]) -> bool:
        if slug not in checked:
            checked.add(slug)
            taken |= self._taken({slug})
        return slug not in taken

    def _taken(self, slugs: set[str]) -> set[str]:
        return {*bulk.held(self._model, "slug", slugs), *self._reserved(slugs)}


def _slug(latin: str) -> str:
    """As Django's slugify, which spends most of its time on what Latin letters do not need."""
    return BETWEEN_WORDS.sub("-", NOT_IN_A_SLUG.sub("", latin.lower())).strip("-_")


def _in_latin(words: str) -> str:
    """Characters that stand for a syllable each begin with a capital: a hyphen parts them."""
    if words.isascii():
        return words
    return NOT_ASCII.sub(lambda found: SYLLABLE.sub("-", anyascii(found[0])), words)


PUBLIC_ID = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z",
    "An id is 1 to 40 letters, digits, hyphens and underscores, and begins with a letter or digit.",
)


class Noun(models.Model):
    """A row that people write: who made it, who touched it last, and its version.

    `version` counts edits; a writer says which version they saw, and the write happens only
    if it is still that one (optimistic locking, see `workflow.editing`).
    """

    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    # Fields that no log entry repeats, because the entry itself says them.
    UNRECORDED: ClassVar[frozenset[str]] = frozenset(
        {"id", "created_at", "created_by", "edited_at", "edited_by", "version"}
    )
    # Fields with personal data, which the log holds as commitments (`workflow.commitments`).
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    # Fields that are written once, with the row.
    FIXED: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Refuse characters that one of the two databases cannot store."""
        try:
            super().clean_fields(exclude)
        finally:
            self._refuse_unstorable()

    def _refuse_unstorable(self) -> None:
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str) and UNSTORABLE.search(value):
                raise ValidationError(
                    {
                        field.name: f"The {field.verbose_name} holds a character that cannot be "
                        "stored (NUL or half of a surrogate pair): remove it."
                    }
                )


class PublicIdNoun(Noun):
    """A noun without a page of its own, known outside by a public id."""

    public_id = models.CharField(
        "id", max_length=40, unique=True, default=new_public_id, validators=[PUBLIC_ID]
    )

    class Meta:
        abstract = True


class SlugNoun(Noun):
    """A noun with a page or a place in an address, known outside by its slug."""

    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="Its name in addresses and in files. It does not change.",
    )

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return self.slug
