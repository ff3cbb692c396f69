"""The claim's dossier, from its page."""

import io
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from claims import workflow
from claims.admin.refusal import refuse
from claims.record.dossier import write_dossier
from claims.workflow.blinder import blinded


class DossierAdmin(admin.ModelAdmin):
    """Adds `…/dossier/` to the claim's addresses: who may export claims may take one away."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.dossier_view)
        dossier = path("<path:object_id>/dossier/", view, name="claims_claim_dossier")
        return [dossier, *super().get_urls()]

    def dossier_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        if not request.user.has_perm("claims.export_claim"):
            raise PermissionDenied
        if claim is None:
            raise Http404("There is no such claim.")
        if blinded(request.user).filter(pk=claim.pk).exists():
            said = (
                "The dossier tells of the draft, and a colleague has assessed this claim blind: "
                "give your own assessment first."
            )
            return refuse(self.admin_site, request, said, 409)
        out = io.BytesIO()
        try:
            write_dossier(claim, out)
        except workflow.Refused as error:
            return refuse(self.admin_site, request, str(error), 409)
        return HttpResponse(
            out.getvalue(),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="dossier-{claim.slug}.zip"'},
        )
