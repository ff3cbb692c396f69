"""Empty tables to fill in: every column of a noun, with examples and the words that are allowed.

The examples name themselves samples. In a workbook they stand on a sheet of their own; in a text
file they are rows to write over.
"""

from collections.abc import Sequence

from claims.importexport.annotations import AnnotationResource
from claims.importexport.appearances import AppearanceResource
from claims.importexport.claimants import ClaimantResource
from claims.importexport.claims import ClaimResource
from claims.importexport.documents import DocumentResource
from claims.importexport.evidence import EvidenceResource
from claims.importexport.outgoing import Outgoing, columns_of
from claims.importexport.resource import NounResource

EXAMPLES: dict[type[NounResource], list[dict[str, str]]] = {
    ClaimantResource: [
        {
            "id": "sample-ferry-company", "name": "Ferry Company (sample)",
            "kind": "organization", "description": "An invented company.",
            "url": "https://example.org/ferry", "affiliation": "Shipowners' Union (sample)",
        }
    ],
    DocumentResource: [
        {
            "id": "sample-speech", "title": "Speech on the timetable (sample)", "kind": "speech",
            "claimant": "sample-ferry-company", "publisher": "Ferry Company (sample)",
            "url": "https://example.org/ferry/speech", "published": "2026-03-02",
            "language": "en", "sample": "true",
        }
    ],
    ClaimResource: [
        {
            "id": "SAMPLE-1", "text": "The ferry carried 48,200 passengers in 2025.",
            "kind": "statistic", "claimant": "sample-ferry-company", "claimed": "2026-03-02",
            "topics": "transport|history", "document": "sample-speech",
            "section": "The past year", "quote": "carried 48,200 passengers", "language": "en",
        },
        {
            "id": "", "text": "A claim without an id gets one, and may be seen at an address.",
            "kind": "", "claimed": "2026-03", "url": "https://example.org/post/1",
        },
    ],
    AppearanceResource: [
        {
            "id": "SAMPLE-1-P1", "claim": "SAMPLE-1", "section": "Repeated on the radio",
            "quote": "nearly 48,200 passengers", "url": "https://example.org/radio/3",
        }
    ],
    EvidenceResource: [
        {
            "id": "SAMPLE-1-E1", "claim": "SAMPLE-1",
            "url": "https://example.org/port-office/2025", "title": "Passengers 2025 (sample)",
            "publisher": "Port Office (sample)", "published": "2026-01", "stance": "supports",
            "primary": "true", "quote": "48,200 passengers", "note": "Table 3.",
        }
    ],
    AnnotationResource: [
        {
            "id": "SAMPLE-1-A1", "claim": "SAMPLE-1", "motivation": "questioning",
            "body": "Are children counted? (sample)",
        },
        {
            "id": "", "claim": "SAMPLE-1", "motivation": "commenting", "body": "They are.",
            "reply_to": "SAMPLE-1-A1",
        },
    ],
}  # fmt: skip


def template(resource: type[NounResource], form: str) -> list[Outgoing]:
    """The tables of a template in a format of `exports.MEDIA_TYPES`: in a workbook the noun's own
    sheet is empty, so that nothing has to be deleted before it is imported."""
    columns = [column for column in columns_of(resource()) if not column.readonly]
    noun = str(resource.get_display_name())
    examples: Sequence[Sequence[str]] = [
        [row.get(column.name, "") for column in columns] for row in EXAMPLES.get(resource, [])
    ]
    if form == "xlsx":
        return [Outgoing(noun, columns, []), Outgoing("examples", columns, examples)]
    return [Outgoing(noun, columns, examples)]
