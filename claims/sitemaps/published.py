"""Claims whose verdict stands, documents and claimants; samples are nothing to be found by."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from claims.models import Claim, Claimant, Document


class Published(Sitemap):
    """Our own scheme and host, whichever were asked."""

    limit = 10_000

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Claims(Published):
    def items(self) -> Any:
        real = Claim.objects.standing().exclude(published_version__document__is_sample=True)
        return real.select_related("published_version").order_by("pk")

    def lastmod(self, item: Claim) -> datetime | None:
        return item.published_version.approved_at if item.published_version else None


class Documents(Published):
    def items(self) -> Any:
        return Document.objects.public().filter(is_sample=False).order_by("pk")


class Claimants(Published):
    def items(self) -> Any:
        return Claimant.objects.public().order_by("pk")


SITEMAPS = {"claims": Claims, "documents": Documents, "claimants": Claimants}
