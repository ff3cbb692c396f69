"""What an annotation is written on: named by an address, shown to the person, kept with it."""

import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest

from claims.forms.passage import Passage, passage_asked
from claims.forms.query import shown
from claims.models import Claim, Document
from claims.vocabulary import ReviewPart

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")


class Target(NamedTuple):
    """What an annotation is on. `query` names it in an address; `fields` are the annotation's."""

    label: str
    quote: str
    query: dict[str, str]
    fields: dict[str, Any]

    @property
    def address(self) -> str:
        return f"?{urlencode(self.query)}#write" if self.query else "?#write"


THE_CLAIM = Target("the claim", "", {}, {})


def target_asked(data: Any, claim: Claim) -> Target:
    """The target that an address or a form names; the claim, if it names none.

    Raises:
        BadRequest: it cannot be read, or is nothing of this claim.
        Refused: the document has a newer text.
    """
    if data.get("evidence"):
        return _piece(data["evidence"], claim)
    if data.get("part"):
        return _sentence(data, claim)
    if data.get("document"):
        return _passage(data, claim)
    return THE_CLAIM


def _piece(public_id: str, claim: Claim) -> Target:
    piece = claim.evidence.filter(public_id=public_id).first()
    if piece is None:
        raise BadRequest(f"This claim has no evidence “{shown(public_id)}”.")
    query, fields = {"evidence": piece.public_id}, {"evidence": piece}
    return Target(f"the evidence “{piece}”", "", query, fields)


def _sentence(data: Any, claim: Claim) -> Target:
    part = data["part"]
    if part not in ReviewPart.values:
        raise BadRequest(f"“part” is one of: {', '.join(ReviewPart.values)}.")
    text = getattr(getattr(claim, "claim_review", None), part, "")
    start, end = (_number(data, name) for name in ("start", "end"))
    if not start < end <= len(text) or not text[start:end].strip():
        raise BadRequest("The draft has changed, or has no such sentence: choose it again.")
    return sentence_target(part, text, start, end)


def sentence_target(part: str, text: str, start: int, end: int) -> Target:
    """`text[start:end]` of the draft's summary or explanation."""
    query = {"part": part, "start": str(start), "end": str(end)}
    quote = text[start:end]
    fields = {"review_part": part, "quote": quote, "start": start}
    return Target(f"a sentence of the draft ({ReviewPart(part).label})", quote, query, fields)


def _passage(data: Any, claim: Claim) -> Target:
    seen = Document.objects.filter(slug=data["document"], appearances__claim=claim).first()
    if seen is None:
        raise BadRequest(
            f"This claim was not seen in a document “{shown(data['document'])}”: "
            "annotate a passage of one in which it was."
        )
    return passage_target(passage_asked(data, seen))


def passage_target(passage: Passage) -> Target:
    document, quote = passage.version.document, passage.selector.exact
    query = {
        "document": document.slug,
        "version": str(passage.version.number),
        "start": str(passage.start),
        "end": str(passage.end),
    }
    fields = {"document": document, "quote": quote, "start": passage.start}
    return Target(f"a passage of “{document}”", quote, query, fields)


def _number(data: Any, name: str) -> int:
    value = data.get(name, "")
    if not WHOLE_NUMBER.fullmatch(value):
        raise BadRequest(f"“{name}” is a whole number from 0, and “{shown(value)}” is none.")
    return int(value)
