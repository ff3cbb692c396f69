"""A round opens, takes assessments, is compared, is adjudicated: in this order, once each."""

from collections.abc import Iterator

from claims.models.assessment import Assessment, AssessmentRound
from claims.models.trigger_sql import Trigger


def of_rounds() -> Iterator[Trigger]:
    """No assessment after the comparison, no comparison before the second assessment."""
    table, assessment = AssessmentRound._meta.db_table, Assessment._meta.db_table
    yield Trigger(
        f"{assessment}_comes_before_the_comparison",
        assessment,
        "INSERT",
        f"""EXISTS (SELECT 1 FROM {table} r
            WHERE r.id = NEW.round_id AND r.compared_at IS NOT NULL)""",
        "This round was compared: an assessment given now would not be independent.",
    )
    yield Trigger(
        f"{table}_begins_open",
        table,
        "INSERT",
        "NEW.compared_at IS NOT NULL OR NEW.adjudicated_at IS NOT NULL",
        "A round of assessments begins open.",
    )
    yield Trigger(
        f"{table}_is_compared_with_two",
        table,
        "UPDATE",
        f"""OLD.compared_at IS NULL AND NEW.compared_at IS NOT NULL
            AND (SELECT COUNT(*) FROM {assessment} a WHERE a.round_id = NEW.id) < 2""",
        "Assessments are compared once two people have given theirs.",
    )


def of_what_rounds_found() -> Iterator[Trigger]:
    table = AssessmentRound._meta.db_table
    yield Trigger(
        f"{table}_keeps_what_it_found",
        table,
        "UPDATE",
        """OLD.claim_id <> NEW.claim_id OR OLD.number <> NEW.number
            OR (OLD.compared_at IS NOT NULL
                AND (NEW.compared_at IS NULL OR NEW.compared_at <> OLD.compared_at))
            OR (OLD.adjudicated_at IS NOT NULL
                AND (NEW.adjudicated_at IS NULL OR NEW.adjudicated_at <> OLD.adjudicated_at
                    OR NEW.rating_id <> OLD.rating_id OR NEW.reason <> OLD.reason
                    OR NEW.dissent_is_published <> OLD.dissent_is_published))""",
        "What a round of assessments found stays: ask for another round.",
    )
    yield Trigger(
        f"{table}_never_leaves",
        table,
        "DELETE",
        "",
        "A round of assessments is never deleted.",
    )
