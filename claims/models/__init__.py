"""The nouns, one a file, with their rules and their named queries.

Rules of one row are constraints whose names are sentences (`rules`); what may never change
again is held by triggers (`triggers`), so that neither the admin, an import, a shell nor raw
SQL can pass by.
"""

from claims.models.annotation import Annotation
from claims.models.appearance import Appearance
from claims.models.assessment import Assessment, AssessmentRound
from claims.models.checkpoint import Checkpoint
from claims.models.claim import Claim
from claims.models.claim_review import ClaimReview, ClaimReviewVersion
from claims.models.claimant import Claimant
from claims.models.correction import Correction
from claims.models.document import Document, DocumentVersion
from claims.models.error_report import ErrorReport
from claims.models.evidence import Evidence
from claims.models.import_batch import ImportBatch
from claims.models.import_mapping import ImportMapping
from claims.models.log_entry import LogEntry
from claims.models.notice import DigestChoice, Notice
from claims.models.page import Page
from claims.models.personal_value import PersonalValue
from claims.models.policy import Policy
from claims.models.rating import Rating, RatingScale
from claims.models.reply import Reply, ReplyRequest
from claims.models.topic import Topic
from claims.models.upload import Upload

# Each model is in exactly one of these; a test fails for one in neither.
APPEND_ONLY = (
    Assessment,
    Checkpoint,
    ClaimReviewVersion,
    Correction,
    DocumentVersion,
    LogEntry,
    Policy,
)
MUTABLE = (
    Annotation,
    Appearance,
    AssessmentRound,
    Claim,
    ClaimReview,
    Claimant,
    DigestChoice,
    Document,
    ErrorReport,
    Evidence,
    ImportBatch,
    ImportMapping,
    Notice,
    Page,
    PersonalValue,
    Rating,
    RatingScale,
    Reply,
    ReplyRequest,
    Topic,
    Upload,
)

__all__ = [model.__name__ for model in (*APPEND_ONLY, *MUTABLE)] + ["APPEND_ONLY", "MUTABLE"]
