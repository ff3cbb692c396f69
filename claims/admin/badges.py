"""Statuses and ratings as text and colour: never colour alone."""

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from claims.models import Claim, Rating


def status(claim: Claim) -> SafeString:
    return format_html(
        '<span class="badge status-{}">{}</span>', claim.status, claim.get_status_display()
    )


def rating(given: Rating | None, *, is_draft: bool = False) -> SafeString | str:
    """The rating in the colour that /ratings.css gives its class."""
    if given is None:
        return ""
    draft = format_html(' <span class="quiet">{}</span>', "draft") if is_draft else ""
    return format_html(
        '<span class="badge rating rating-{}">{}</span>{}', given.slug, given.label, draft
    )


def age(claim: Claim) -> SafeString:
    """The time since the claim was added, in its largest unit: “3 days”."""
    words = timesince(claim.created_at, timezone.now(), depth=1)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        claim.created_at.isoformat(timespec="minutes"),
        timezone.localtime(claim.created_at).strftime("%Y-%m-%d %H:%M"),
        words,
    )
