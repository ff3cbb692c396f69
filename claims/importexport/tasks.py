"""Imports that take too long for a page, done by the queue's worker (`manage.py run_tasks`)."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from claims.importexport import steps, uploads
from claims.importexport.told import storable
from claims.models import Upload
from claims.models.upload import LIFETIME
from claims.vocabulary import UploadStage
from claims.workflow import Refused

KEPT = timedelta(days=7)
"""How long the queue remembers what it has done."""


@task()
def plan(token: str) -> None:
    _work(token, UploadStage.PLANNING, UploadStage.READING, steps.make_plan)


@task()
def apply(token: str) -> None:
    _work(token, UploadStage.APPLYING, UploadStage.PLANNED, steps.settle)


@task(priority=-10)
def sweep() -> None:
    """What nobody came back for, and what the queue need not remember."""
    uploads.sweep()
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()


def sweep_later() -> None:
    """Once an upload that came now is too old. One sweep a minute is enough for all of them."""
    due = timezone.now() + LIFETIME
    waiting = DBTaskResult.objects.filter(
        task_path=sweep.module_path, status="READY", run_after__gt=due - timedelta(minutes=1)
    )
    if not waiting.exclude(run_after__year=9999).exists():
        sweep.using(run_after=due + timedelta(seconds=1)).enqueue()


def _work(
    token: str, doing: UploadStage, back: UploadStage, step: Callable[[Upload], None]
) -> None:
    """An upload that is not at this stage any more was stopped, or done by somebody else."""
    upload = Upload.objects.filter(token=token, stage=doing).select_related("created_by").first()
    if upload is None:
        return
    try:
        step(upload)
    except Refused as error:
        upload.move(doing, to=back, failure=storable(error, steps.LONGEST_FAILURE))
    except Exception:
        upload.move(doing, to=back, failure=steps.BROKEN)
        raise
