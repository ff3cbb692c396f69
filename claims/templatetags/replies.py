"""Whom we asked before we published, and what came of it, in a sentence."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from claims.workflow.replies import told

register = template.Library()


@register.filter
def reply_told(asked: dict[str, Any], approved_at: datetime | None = None) -> str:
    """Of an entry of `facts.replies`, as of the day on which the version was approved."""
    return told(asked, timezone.localdate(approved_at or timezone.now()))
