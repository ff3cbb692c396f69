"""Our published reviews as one DataFeed of ClaimReviews, as Data Commons and Google read them.

https://schema.org/DataFeed, https://datacommons.org/factcheck/faq
"""

import json
from collections.abc import Callable
from typing import IO, Any

from django.db.models import Max, Min

from claims.jsonld.published import published_review
from claims.models import Claim

PIECE = 500
ENCODER = json.JSONEncoder(ensure_ascii=False, indent=1)


def write_feed(
    file: IO[bytes], document: str = "", *, progress: Callable[[int], Any] | None = None
) -> int:
    """Write the reviews of claims that are published, one document's or all; returns their number.

    Of one that was taken down by law there is nothing to write; a withdrawn one says that it is.
    """
    claims = Claim.objects.published().filter(is_taken_down=False)
    if document:
        claims = claims.filter(published_version__document__slug=document)
    latest = claims.aggregate(latest=Max("published_version__approved_at"))["latest"]
    head = {"@context": "https://schema.org", "@type": "DataFeed"}
    if latest:
        head["dateModified"] = latest.isoformat()
    file.write(ENCODER.encode(head)[:-2].encode() + b',\n "dataFeedElement": [')
    number = 0
    for number, claim in enumerate(_read(claims), 1):
        element = json.dumps(_element(claim), ensure_ascii=False)
        file.write((",\n  " if number > 1 else "\n  ").encode() + element.encode())
        if progress:
            progress(1)
    file.write(b"\n ]\n}\n")
    return number


def _read(claims: Any) -> Any:
    return (
        claims.annotate(first_published=Min("versions__approved_at"))
        .select_related("published_version__claimant")
        .prefetch_related("corrections")
        .order_by("pk")
        .iterator(chunk_size=PIECE)
    )


def _element(claim: Any) -> dict[str, Any]:
    """https://schema.org/DataFeedItem"""
    review = published_review(
        claim, published=claim.first_published, corrections=list(claim.corrections.all())
    )
    return {
        "@type": "DataFeedItem",
        "dateCreated": review["datePublished"],
        "dateModified": review["dateModified"],
        "item": [review],
    }
