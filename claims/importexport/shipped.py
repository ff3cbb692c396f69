"""Mappings for tables that other people publish. Their verdicts never become ours: a rating of
theirs comes in as evidence that points to it, or as an annotation.

Sources of the columns:

- Data Commons: the fact-check dataset of datacommons.org as a table, with the columns under which
  the dataset `datacommons_factcheck` lists it.
- FACTCK.BR: README of the repository jghm-f/FACTCK.BR; ClaimReview properties as columns.
- Meedan Check: `CheckSearch.get_exported_data` in the repository meedan/check-api. A workspace's
  own tasks follow as further columns. A shared feed: `Feed.get_exported_data` there, a row for each
  cluster of items; its dates are those of submission. A feed that shares fact-checks alone exports
  their titles and no claim, so there is no mapping for it.
- LIAR: README of the dataset (Wang 2017, “Liar, Liar Pants on Fire”): 14 columns, no header.
"""

from collections.abc import Iterator
from typing import NamedTuple

from claims.models import ImportMapping
from claims.models.import_mapping import Mapping
from claims.vocabulary import Exchanged

LIAR = (
    "id", "label", "statement", "subject", "speaker", "job title", "state", "party",
    "barely true counts", "false counts", "half true counts", "mostly true counts",
    "pants on fire counts", "context",
)  # fmt: skip
NOT_SAID = {"document": "", "section": "", "quote": ""}


class Named(NamedTuple):
    """A mapping with the name that people choose it by, for one noun."""

    name: str
    noun: str
    mapping: Mapping


SHIPPED = (
    Named(
        "Data Commons",
        Exchanged.CLAIMANTS,
        Mapping(
            {
                "id": "{claim_author_name|id}",
                "name": "{claim_author_name}",
                "kind": "person",
                "description": "",
                "url": "",
            },
            once=True,
        ),
    ),
    Named(
        "Data Commons",
        Exchanged.CLAIMS,
        Mapping(
            {
                "id": "{#claim_text + claim_author_name}",
                "text": "{claim_text}",
                "kind": "other",
                "claimant": "{claim_author_name}",
                "claimed": "{claim_date|date}",
                "topics": "",
                **NOT_SAID,
                "language": "",
            },
            once=True,
        ),
    ),
    Named(
        "Data Commons",
        Exchanged.EVIDENCE,
        Mapping(
            {
                "id": "{#review_url + claim_text}",
                "claim": "{#claim_text + claim_author_name}",
                "url": "{review_url}",
                "title": "",
                "publisher": "{reviewer_name}",
                "published": "{review_date|date}",
                "stance": "context",
                "primary": "false",
                "quote": "",
                "note": "{reviewer_name} rated it “{review_rating}”.",
            },
            once=True,
        ),
    ),
    Named(
        "FACTCK.BR",
        Exchanged.CLAIMS,
        Mapping(
            {
                "id": "{#URL + claimReviewed}",
                "text": "{claimReviewed}",
                "kind": "other",
                "claimant": "",
                "claimed": "",
                "topics": "",
                **NOT_SAID,
                "language": "pt-BR",
            },
            once=True,
        ),
    ),
    Named(
        "FACTCK.BR",
        Exchanged.EVIDENCE,
        Mapping(
            {
                "id": "{#URL + claimReviewed}",
                "claim": "{#URL + claimReviewed}",
                "url": "{URL}",
                "title": "{title}",
                "publisher": "{Author}",
                "published": "{datePublished|date}",
                "stance": "context",
                "primary": "false",
                "quote": "",
                "note": "{Author} rated it “{alternativeName}”.",
            },
            once=True,
        ),
    ),
    Named(
        "Meedan Check",
        Exchanged.CLAIMS,
        Mapping(
            {
                "id": "{#Item page URL}",
                "text": "{Claim}",
                "kind": "other",
                "claimant": "",
                "claimed": "{Social Media Posted at|date}",
                "topics": "{Tags|list}",
                **NOT_SAID,
                "language": "",
            }
        ),
    ),
    Named(
        "Meedan Check",
        Exchanged.ANNOTATIONS,
        Mapping(
            {
                "id": "{#Item page URL}",
                "claim": "{#Item page URL}",
                "motivation": "linking",
                "body": "Its status in Check is “{Status}”: {Item page URL}",
                "reply_to": "",
            }
        ),
    ),
    Named(
        "Meedan Check shared feed",
        Exchanged.CLAIMS,
        Mapping(
            {
                "id": "{#Cluster URL}",
                "text": "{Title}",
                "kind": "other",
                "claimant": "",
                "claimed": "",
                "topics": "",
                **NOT_SAID,
                "language": "",
            }
        ),
    ),
    Named(
        "Meedan Check shared feed",
        Exchanged.ANNOTATIONS,
        Mapping(
            {
                "id": "{#Cluster URL}",
                "claim": "{#Cluster URL}",
                "motivation": "linking",
                "body": "In Check it was rated “{Ratings}” by “{Workspaces}”: {Cluster URL}",
                "reply_to": "",
            }
        ),
    ),
    Named(
        "LIAR",
        Exchanged.CLAIMANTS,
        Mapping(
            {
                "id": "{speaker|id}",
                "name": "{speaker}",
                "kind": "person",
                "description": "",
                "url": "",
            },
            header=LIAR,
            once=True,
        ),
    ),
    Named(
        "LIAR",
        Exchanged.CLAIMS,
        Mapping(
            {
                "id": "{id|id}",
                "text": "{statement}",
                "kind": "other",
                "claimant": "{speaker|id}",
                "claimed": "",
                "topics": "{subject|list}",
                **NOT_SAID,
                "language": "en",
            },
            header=LIAR,
        ),
    ),
    Named(
        "LIAR",
        Exchanged.ANNOTATIONS,
        Mapping(
            {
                "id": "{id|id}",
                "claim": "{id|id}",
                "motivation": "assessing",
                "body": "PolitiFact rated it “{label}”. Said in: {context}",
                "reply_to": "",
            },
            header=LIAR,
        ),
    ),
)


def mappings(noun: str) -> Iterator[Named]:
    """All for one noun, the newsroom's own before those shipped; theirs wins over the same name."""
    own = [
        Named(one.name, one.noun, one.mapping) for one in ImportMapping.objects.filter(noun=noun)
    ]
    yield from own
    names = {one.name.casefold() for one in own}
    yield from (s for s in SHIPPED if s.noun == noun and s.name.casefold() not in names)


def named(name: str, noun: str) -> Named | None:
    return next((one for one in mappings(noun) if one.name.casefold() == name.casefold()), None)


def nouns_of(name: str) -> list[str]:
    """The nouns that a file with the mapping of this name holds, in an order to import them."""
    own = ImportMapping.objects.filter(name__iexact=name).values_list("noun", flat=True)
    shipped = [one.noun for one in SHIPPED if one.name.casefold() == name.casefold()]
    return [noun for noun in Exchanged.values if noun in {*own, *shipped}]
