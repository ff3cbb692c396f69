"""The four roles as Django groups, and what each may do.

A newsroom may change its groups afterwards; a group that exists is left as it is.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from claims.vocabulary import Role

NOUNS = "annotation appearance claim claimreview claimant document evidence page rating topic"
RECORD = (
    "checkpoint claimreviewversion correction documentversion importbatch importmapping logentry "
    "policy "
    "ratingscale"
)
EXCHANGED = "annotation appearance claim claimant document evidence"

VIEW = {f"view_{noun}" for noun in f"{NOUNS} {RECORD}".split()}
CONTRIBUTOR = (
    VIEW
    | {
        f"{action}_{noun}"
        for action in ("add", "change")
        for noun in (
            "annotation",
            "appearance",
            "claim",
            "claimant",
            "document",
            "evidence",
            "topic",
        )
    }
    | {"add_documentversion"}
)
REVIEWER = CONTRIBUTOR | {
    "add_claimreview", "change_claimreview", "delete_evidence", "delete_appearance",
    "view_assessment", "add_assessment", "view_assessmentround", "add_assessmentround",
    "change_assessmentround", "view_replyrequest", "add_replyrequest", "change_replyrequest",
    "view_reply",
    "assign_claim", "take_up_claim", "set_aside_claim", "propose_verdict_claim",
    "propose_correction_claim", "confirm_verdict_claim",
    "view_errorreport", "change_errorreport",
    *(f"export_{noun}" for noun in EXCHANGED.split()),
}  # fmt: skip
EDITOR = REVIEWER | {
    "publish_claim", "send_back_claim", "correct_claim", "decline_correction_claim",
    "withdraw_claim", "reopen_claim", "delete_claim", "delete_annotation",
    "add_page", "change_page", "add_rating", "change_rating", "add_policy",
    "add_ratingscale", "change_ratingscale", "delete_topic", "delete_claimant", "delete_document",
    *(f"import_{noun}" for noun in EXCHANGED.split()),
    "add_importmapping", "change_importmapping", "delete_importmapping",
}  # fmt: skip
PEOPLE = {f"{action}_{noun}" for action in ("add", "change", "view") for noun in ("user", "group")}

PERMISSIONS = {
    Role.CONTRIBUTOR: CONTRIBUTOR,
    Role.REVIEWER: REVIEWER,
    Role.EDITOR: EDITOR,
    Role.ADMIN: EDITOR | PEOPLE | {"erase_person"},
}


def make_missing(using: str) -> None:
    """Make each role that the database does not have, with its permissions."""
    for role, codenames in PERMISSIONS.items():
        group, made = Group.objects.using(using).get_or_create(name=role.value)
        if not made:
            continue
        # post_migrate makes permissions app by app; roles need all of them now.
        for label in ("auth", "claims"):
            create_permissions(apps.get_app_config(label), verbosity=0, using=using)
        held = Permission.objects.using(using).filter(
            codename__in=codenames, content_type__app_label__in=("auth", "claims")
        )
        missing = codenames - set(held.values_list("codename", flat=True))
        if missing:
            raise LookupError(f"The role {role} names unknown permissions: {sorted(missing)}.")
        group.permissions.set(held)
