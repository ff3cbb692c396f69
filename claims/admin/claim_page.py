"""What a claim's page shows beside its forms: passage, checklist, steps, latest history."""

from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Length, Substr

from claims import workflow
from claims.admin import badges
from claims.admin.addresses import public_address
from claims.admin.history import Line, lines
from claims.models import Appearance, Claim, DocumentVersion, ErrorReport, LogEntry, ReplyRequest
from claims.models.arrows import Arrow
from claims.vocabulary import Anchoring, Status

AROUND = 320


class Passage(NamedTuple):
    """An appearance's quote with the document's own words around it."""

    appearance: Appearance
    before: str
    quote: str
    after: str
    is_in_the_text: bool


class ClaimPage:
    """Everything is asked for when the template shows it."""

    def __init__(self, claim: Claim, person: Any) -> None:
        self.claim, self.person = claim, person

    @cached_property
    def passages(self) -> list[Passage]:
        seen = self.claim.appearances.select_related("document", "document_version")
        return [passage(one) for one in seen.defer("document_version__text")]

    @cached_property
    def checklist(self) -> list[workflow.Condition]:
        return workflow.conditions(self.claim, by=self.person)

    @property
    def met(self) -> int:
        return sum(condition.met for condition in self.checklist)

    @cached_property
    def steps(self) -> list[Arrow]:
        return workflow.possible_steps(self.claim, by=self.person)

    @property
    def is_unripe(self) -> bool:
        """In review, and this person, who may, could not propose a verdict yet."""
        if self.claim.status != Status.IN_REVIEW:
            return False
        may = self.person.has_perm("claims.propose_verdict_claim")
        return may and all(arrow.verb != "propose_verdict" for arrow in self.steps)

    @cached_property
    def reports(self) -> QuerySet[ErrorReport]:
        """What readers reported and nobody has settled, for those who may read it."""
        if not self.person.has_perm("claims.view_errorreport"):
            return ErrorReport.objects.none()
        received = self.claim.error_reports.all()
        return received.open() | received.awaiting_a_correction()

    @cached_property
    def latest(self) -> list[Line]:
        entries = LogEntry.objects.about(self.claim.public_id).select_related("actor")
        return lines(entries.order_by("-position")[:6], reader=self.person)

    @cached_property
    def reply_requests(self) -> list[ReplyRequest]:
        return list(self.claim.reply_requests.all())

    @property
    def may_read_annotations(self) -> bool:
        return self.person.has_perm("claims.view_annotation")

    @cached_property
    def _threads(self) -> list[bool]:
        """Of each open thread, whether somebody was asked."""
        threads = self.claim.annotations.threads().filter(resolved_at__isnull=True)
        asked = threads.values_list("assignee", flat=True)
        return [person is not None for person in asked]

    @property
    def open_threads(self) -> int:
        return len(self._threads)

    @property
    def waiting_threads(self) -> int:
        return sum(self._threads)

    @property
    def status(self) -> str:
        return badges.status(self.claim)

    @property
    def rating(self) -> str:
        version = self.claim.published_version
        return badges.rating(version.rating) if version else ""

    @property
    def age(self) -> str:
        return badges.age(self.claim)

    @property
    def public_address(self) -> str | None:
        return public_address(self.claim)


def passage(appearance: Appearance) -> Passage:
    """The quote where it stands in the text; without a place, with the context it came with."""
    start, end = appearance.start, appearance.end
    if appearance.document_version_id is None or start is None or end is None:
        return Passage(
            appearance, appearance.quote_prefix, appearance.quote, appearance.quote_suffix, False
        )
    first = max(start - AROUND, 0)
    found = DocumentVersion.objects.filter(pk=appearance.document_version_id)
    text, length = found.values_list(
        Substr("text", first + 1, end - first + AROUND), Length("text")
    ).get()
    before, quote = text[: start - first], text[start - first : end - first]
    after = text[end - first :]
    return Passage(
        appearance,
        _from_a_word(before) if first else before,
        quote,
        _to_a_word(after) if end + AROUND < length else after,
        appearance.anchoring != Anchoring.LOST,
    )


def _from_a_word(text: str) -> str:
    return "… " + text.partition(" ")[2]


def _to_a_word(text: str) -> str:
    return text.rpartition(" ")[0] + " …"
