"""The words a field may say, and where each word comes from.

A list of choices is a contract with other people's software. Each class below names whose
words it speaks, so that nobody adds a synonym.
"""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a claim stands in the newsroom's work. Ours; never mixed with a rating."""

    EXTRACTED = "extracted", "extracted"
    IN_REVIEW = "in_review", "in review"
    AWAITING_APPROVAL = "awaiting_approval", "awaiting approval"
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrawn"
    NOT_CHECKABLE = "not_checkable", "not checkable"


class NotCheckable(TextChoices):
    """Why a claim is set aside. Categories that signatories of the IFCN code explain to readers."""

    OPINION = "opinion", "an opinion"
    PREDICTION = "prediction", "a prediction"
    NO_DATA = "no_data", "no data to check it against"
    TRIVIAL = "trivial", "too trivial to check"
    SATIRE = "satire", "satire"
    DUPLICATE = "duplicate", "a duplicate of another claim"


class Stance(TextChoices):
    """What a piece of evidence does to its claim. FEVER (Thorne et al. 2018), in our spelling."""

    SUPPORTS = "supports", "supports"
    REFUTES = "refutes", "refutes"
    CONTEXT = "context", "context"


class Motivation(TextChoices):
    """Why an annotation was made: four of the W3C Web Annotation Vocabulary's motivations."""

    COMMENTING = "commenting", "commenting"
    QUESTIONING = "questioning", "questioning"
    ASSESSING = "assessing", "assessing"
    LINKING = "linking", "linking"


class ReviewPart(TextChoices):
    """Which text of a draft review an annotation quotes: a field of the claim review. Ours."""

    SUMMARY = "summary", "summary"
    EXPLANATION = "explanation", "explanation"


class NoticeKind(TextChoices):
    """What somebody is told of: a turn that is theirs now, or an answer they waited for. Ours."""

    ASSIGNED = "assigned", "gave you a claim"
    UNASSIGNED = "unassigned", "took from you a claim"
    SECOND_READER = "second_reader", "named you as second reader"
    DUE = "due", "set the day by which your claim is due"
    PROPOSED = "proposed", "proposed what you are to read second"
    SENT_BACK = "sent_back", "sent back your proposal"
    DECLINED = "declined", "declined your correction"
    APPROVED = "approved", "approved your proposal"
    SET_ASIDE = "set_aside", "set aside a claim of yours"
    ASKED = "asked", "asks you"
    MENTIONED = "mentioned", "mentioned you"
    ANSWERED = "answered", "answered in a thread of yours"
    RESOLVED = "resolved", "resolved a thread of yours"
    REOPENED = "reopened", "reopened what was yours"
    ASSESSED = "assessed", "gave an assessment"
    REPLIED = "replied", "answered your request for a reply"
    REPORTED = "reported", "reports an error in your review"


class CorrectionKind(TextChoices):
    """How much a correction changes, as EFCSN's code asks signatories to tell readers."""

    MINOR = "minor", "minor correction"
    UPDATE = "update", "update"
    SUBSTANTIAL = "substantial", "substantial correction"
    WITHDRAWAL = "withdrawal", "withdrawal"


class ReportOutcome(TextChoices):
    """What becomes of a reader's error report. Ours; the codes of IFCN and EFCSN ask that readers
    can report errors and that reports are looked at, and name no list."""

    OPEN = "open", "not looked at yet"
    NO_CHANGE = "no_change", "no change"
    CORRECTION = "correction", "correction"
    NO_REPORT = "no_report", "no report of an error"


class ClaimKind(TextChoices):
    """What kind of assertion a claim makes, as a first sorting. Ours."""

    STATISTIC = "statistic", "statistic"
    EVENT = "event", "event"
    RANKING = "ranking", "ranking"
    LEGAL = "legal", "legal"
    PROJECTION = "projection", "projection"
    COMPARISON = "comparison", "comparison"
    QUOTATION = "quotation", "quotation"
    OTHER = "other", "other"


class DocumentKind(TextChoices):
    """Forms of schema.org CreativeWork that newsrooms check, in readers' words."""

    REPORT = "report", "report"
    SPEECH = "speech", "speech"
    ARTICLE = "article", "article"
    PROGRAMME = "programme", "programme"
    INTERVIEW = "interview", "interview"
    POST = "post", "post"
    OTHER = "other", "other"


class ClaimantKind(TextChoices):
    """schema.org Person and Organization."""

    PERSON = "person", "person"
    ORGANIZATION = "organization", "organization"


class Exchanged(TextChoices):
    """The nouns that come in and go out as tables, in the order in which files can be imported
    into an empty database. Ours."""

    CLAIMANTS = "claimants", "claimants"
    DOCUMENTS = "documents", "documents"
    CLAIMS = "claims", "claims"
    APPEARANCES = "appearances", "appearances"
    EVIDENCE = "evidence", "evidence"
    ANNOTATIONS = "annotations", "annotations"


class UploadStage(TextChoices):
    """How far a file is on its way in. Ours."""

    READING = "reading", "being looked at"
    PLANNING = "planning", "being compared"
    PLANNED = "planned", "compared"
    APPLYING = "applying", "being imported"
    APPLIED = "applied", "imported"


class Anchoring(TextChoices):
    """How an appearance's quote sits in its document's newest text. Ours."""

    UNANCHORED = "unanchored", "not looked for"
    EXACT = "exact", "found word for word"
    MOVED = "moved", "found word for word, elsewhere than before"
    CHANGED = "changed", "found, with changed words"
    LOST = "lost", "not found"


class Channel(TextChoices):
    """How we asked somebody for a reply, or how it came. Ours."""

    EMAIL = "email", "by e-mail"
    PHONE = "phone", "by telephone"
    LETTER = "letter", "by letter"
    FORM = "form", "through their web form"
    PERSON = "person", "in person"
    LINK = "link", "through our reply page"


class ReplyOutcome(TextChoices):
    """How a request for a reply ended. The IFCN's code asks signatories to seek a reply from
    those whose claims they check; the words are ours."""

    WAITING = "waiting", "waiting"
    ANSWERED = "answered", "answered"
    DECLINED = "declined", "declined to answer"
    NO_ANSWER = "no_answer", "no answer"
    CALLED_OFF = "called_off", "called off"


class Role(TextChoices):
    """The four roles of a newsroom, each a Django group. Ours."""

    CONTRIBUTOR = "contributor", "contributor"
    REVIEWER = "reviewer", "reviewer"
    EDITOR = "editor", "editor"
    ADMIN = "admin", "admin"


class Event(TextChoices):
    """What a log entry says happened: a noun's life, or an arrow of the workflow. Ours."""

    ADDED = "added", "added"
    CHANGED = "changed", "changed"
    REMOVED = "removed", "removed"
    TOOK_UP = "took_up", "took up"
    SET_ASIDE = "set_aside", "set aside"
    PROPOSED_VERDICT = "proposed_verdict", "proposed a verdict for"
    SENT_BACK = "sent_back", "sent back"
    PUBLISHED = "published", "published"
    CONFIRMED = "confirmed", "looked again at"
    TRIAGED = "triaged", "decided about"
    PROPOSED_CORRECTION = "proposed_correction", "proposed a correction of"
    CORRECTED = "corrected", "corrected"
    DECLINED_CORRECTION = "declined_correction", "declined a correction of"
    WITHDREW = "withdrew", "withdrew"
    REOPENED = "reopened", "reopened"
    IMPORTED = "imported", "imported"
    UNDID_IMPORT = "undid_import", "undid"
    ERASED = "erased", "erased what was kept of"
    COMPARED = "compared", "compared"
    DISCLOSED = "disclosed", "disclosed"
    ADJUDICATED = "adjudicated", "adjudicated"
    OPENED = "opened", "opened"
    CLOSED = "closed", "closed"
