"""The newsroom's annotations as linked data."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.importexport import AnnotationResource
from claims.jsonld.annotation import annotation_collection, for_jsonld
from claims.models import Claim


class Command(BaseCommand):
    help = "Exports annotations as JSON-LD after the W3C Web Annotation Data Model."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to write, or - for standard output")
        parser.add_argument("--claim", default="", help="only those on the claim with this id")

    def handle(self, *args: Any, file: str, claim: str, **options: Any) -> None:
        rows = AnnotationResource().get_queryset()
        if claim:
            if not Claim.objects.filter(public_id=claim).exists():
                raise CommandError(f"There is no claim with the id “{claim}”.")
            rows = rows.filter(claim__public_id=claim)
        url = f"{settings.SITE_URL}/#annotations" + (f"-{claim}" if claim else "")
        found = annotation_collection(for_jsonld(rows), url=url, site=settings.SITE_URL)
        if left_out := AnnotationResource().left_out():
            self.stderr.write(left_out)
        text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no file can have this name"
            raise CommandError(f"{file} cannot be written: {reason}.") from None
        self.stdout.write(f"Exported {found['total']} annotations to {file}.")
