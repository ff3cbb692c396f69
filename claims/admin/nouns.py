"""Every noun's admin, registered by being imported (see `claims.apps`)."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from claims.admin import (
    annotation,
    appearance,
    assessment,
    claim,
    claimant,
    document,
    error_report,
    evidence,
    import_batch,
    import_mapping,
    page,
    people,
    policy,
    rating,
    record,
    reply_request,
    topic,
)

__all__ = [
    "annotation",
    "appearance",
    "assessment",
    "claim",
    "claimant",
    "document",
    "error_report",
    "evidence",
    "import_batch",
    "import_mapping",
    "page",
    "people",
    "policy",
    "rating",
    "record",
    "reply_request",
    "topic",
]

# The queue is the machine room's: people follow their own import on its page.
admin.site.unregister(DBTaskResult)
