"""What happens when the house is built: triggers are laid, roles and a first policy are made."""

import gc
from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate


def lay_the_ground(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After every migration: what tables alone do not hold. Changes nothing that is there."""
    from claims.models import Policy, triggers
    from claims.search import index
    from claims.workflow import roles

    triggers.lay(connections[using])
    index.lay(connections[using])
    roles.make_missing(using)
    if not Policy.objects.using(using).exists():
        Policy.objects.using(using).create(
            number=1, adopted_at=None, note="The policy that Factcheck ships with."
        )


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from claims import checks  # noqa: F401

        post_migrate.connect(lay_the_ground, sender=self)


class NewsroomAdminConfig(AdminConfig):
    """Django's admin with a desk of our own. The nouns are registered once the site is there."""

    default_site = "claims.admin.site.NewsroomSite"

    def ready(self) -> None:
        super().ready()
        from claims.admin import nouns  # noqa: F401

        # What is loaded by now stays for good: the collector need not walk it again and again,
        # which is a tenth of what an import of many rows takes.
        gc.freeze()
