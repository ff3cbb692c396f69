"""What a conversation on a claim may never become: torn apart, or told otherwise."""

from collections.abc import Iterator

from claims.models.annotation import ELSEWHERE, OTHER_EVIDENCE, Annotation
from claims.models.evidence import Evidence
from claims.models.log_entry import LogEntry
from claims.models.notice import TOLD_THEMSELVES, Notice
from claims.models.trigger_sql import Trigger


def of_threads() -> Iterator[Trigger]:
    """A reply and its thread, an annotation and its target stay together."""
    table, evidence = Annotation._meta.db_table, Evidence._meta.db_table
    for when in ("INSERT", "UPDATE"):
        for rule, column, other, message in (
            ("stays_with_its_claim", "reply_to_id", table, ELSEWHERE),
            ("is_on_evidence_of_its_claim", "evidence_id", evidence, OTHER_EVIDENCE),
        ):
            yield Trigger(
                f"{table}_{rule}_on_{when.lower()}",
                table,
                when,
                f"""NEW.{column} IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM {other} other
                    WHERE other.id = NEW.{column} AND other.claim_id = NEW.claim_id)""",
                message,
            )
    yield Trigger(
        f"{table}_keeps_its_target",
        table,
        "UPDATE",
        """OLD.claim_id <> NEW.claim_id
            OR COALESCE(OLD.reply_to_id, 0) <> COALESCE(NEW.reply_to_id, 0)
            OR COALESCE(OLD.document_id, 0) <> COALESCE(NEW.document_id, 0)
            OR OLD.review_part <> NEW.review_part OR OLD.quote <> NEW.quote
            OR (NEW.evidence_id IS NOT NULL
                AND COALESCE(OLD.evidence_id, 0) <> NEW.evidence_id)""",
        "What an annotation is on, and what it answers, never changes: write another one.",
    )


def of_notices() -> Iterator[Trigger]:
    table, entry = Notice._meta.db_table, LogEntry._meta.db_table
    yield Trigger(
        f"{table}_is_for_others",
        table,
        "INSERT",
        f"""EXISTS (SELECT 1 FROM {entry} e
            WHERE e.position = NEW.entry_id AND e.actor_id = NEW.person_id)""",
        TOLD_THEMSELVES,
    )
    yield Trigger(
        f"{table}_says_what_it_said",
        table,
        "UPDATE",
        "OLD.person_id <> NEW.person_id OR OLD.entry_id <> NEW.entry_id OR OLD.kind <> NEW.kind",
        "What somebody was told is not changed afterwards.",
    )
