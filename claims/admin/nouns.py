"""Every noun's admin, registered by being imported (see `claims.apps`)."""

from claims.admin import (
    annotation,
    claim,
    claimant,
    document,
    evidence,
    page,
    people,
    policy,
    rating,
    record,
    topic,
)

__all__ = [
    "annotation",
    "claim",
    "claimant",
    "document",
    "evidence",
    "page",
    "people",
    "policy",
    "rating",
    "record",
    "topic",
]
