"""Rows in, rows out: the nouns as tables that a newsroom edits in a spreadsheet.

What is exported can be imported again and changes nothing. The columns are those of
fixtures/README.md; a file can never set a status, an author, an approver or a date of
publication, because no column leads there and rows are written by the workflow's verbs only.
"""

from claims.importexport.annotations import AnnotationResource
from claims.importexport.appearances import AppearanceResource
from claims.importexport.claim_reviews import ClaimReviewResource
from claims.importexport.claimants import ClaimantResource
from claims.importexport.claims import ClaimResource
from claims.importexport.corrections import CorrectionResource
from claims.importexport.documents import DocumentResource
from claims.importexport.evidence import EvidenceResource
from claims.importexport.exports import MEDIA_TYPES, write_tables
from claims.importexport.outcome import Change, Outcome, Row
from claims.importexport.outgoing import Outgoing, outgoing
from claims.importexport.plan import Plan
from claims.importexport.problems import Problem, Unimportable
from claims.importexport.resource import NounResource
from claims.importexport.sheets import Record, Sheet, Understood, open_sheet
from claims.importexport.templates import template

RESOURCES: dict[str, type[NounResource]] = {
    "claimants": ClaimantResource,
    "documents": DocumentResource,
    "claims": ClaimResource,
    "appearances": AppearanceResource,
    "evidence": EvidenceResource,
    "annotations": AnnotationResource,
}
"""By the noun's plural, in an order in which files can be imported into an empty database."""

EXPORTS: dict[str, type[NounResource]] = {
    **RESOURCES,
    "claim_reviews": ClaimReviewResource,
    "corrections": CorrectionResource,
}
"""What can be exported; what no file can bring in comes last."""

__all__ = [
    "EXPORTS",
    "MEDIA_TYPES",
    "RESOURCES",
    "AnnotationResource",
    "AppearanceResource",
    "Change",
    "ClaimResource",
    "ClaimReviewResource",
    "ClaimantResource",
    "CorrectionResource",
    "DocumentResource",
    "EvidenceResource",
    "NounResource",
    "Outcome",
    "Outgoing",
    "Plan",
    "Problem",
    "Record",
    "Row",
    "Sheet",
    "Understood",
    "Unimportable",
    "open_sheet",
    "outgoing",
    "template",
    "write_tables",
]
