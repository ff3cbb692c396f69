"""An upload's page: what its person asks for, and the step that it shows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims import workflow
from claims.admin import understood
from claims.admin.planned import is_silent, planned, working
from claims.admin.recorded import sentence_of
from claims.admin.refusal import refuse
from claims.admin.understood import Understood
from claims.importexport import RESOURCES, Unimportable, steps, tasks, uploads
from claims.models import Upload
from claims.vocabulary import UploadStage

SETTLED = (UploadStage.PLANNING, UploadStage.APPLYING, UploadStage.APPLIED)


class UploadPage:
    """One request to one upload's page. `site` is the noun's admin, which draws it."""

    def __init__(self, site: Any, request: HttpRequest, upload: Upload) -> None:
        self.site, self.request, self.upload = site, request, upload
        self.address = site.upload_address(upload)

    # What somebody asks for ----------------------------------------------------------------

    def do(self) -> HttpResponse:
        asked = {
            "read": self._read,
            "plan": self._plan,
            "again": self._again,
            "same": self._same,
            "words": self._words,
            "apply": self._apply,
            "good": self._apply,
            "stop": self._stop,
            "resume": self._resume,
            "noun": self._as_noun,
        }.get(self.request.POST.get("do", ""))
        if self.upload.stage in SETTLED and asked not in (self._stop, self._resume, self._as_noun):
            return redirect(self.address)
        if asked is None:
            said = "The page asks for something that is not known here: open it again."
            return refuse(self.site.admin_site, self.request, said, 400, back=self.address)
        return asked()

    def _read(self) -> HttpResponse:
        found = Understood(self.upload)
        form = found.reading_form(self.request.POST)
        if not form.is_valid():
            return self.show_understood(found, 422, reading=form)
        understood.read_otherwise(self.upload, form)
        return redirect(f"{self.address}?step=read")

    def _plan(self) -> HttpResponse:
        found = Understood(self.upload)
        form = found.columns_form(self.request.POST) if found.sheet else None
        if form is None or not form.is_valid():
            return self.show_understood(found, 422, columns=form)
        try:
            understood.take_columns(self.upload, form.columns, found.headers)
            if name := self.request.POST.get("save_as", "").strip():
                understood.keep_mapping(self.upload, name, by=self.request.user)
                said = f"The mapping “{name}” is kept for the next such file."
                messages.success(self.request, said)
        except Unimportable as error:
            form.add_error(None, str(error.problems[0]))
        except (workflow.Refused, ValidationError) as error:
            form.add_error(None, sentence_of(error))
        if form.errors:
            return self.show_understood(found, 422, columns=form)
        return self._make_plan(is_large=found.is_large)

    def _again(self) -> HttpResponse:
        """What it would do now, with the same choices."""
        if self.upload.stage != UploadStage.PLANNED:
            return redirect(self.address)
        return self._make_plan(is_large=self.upload.plan["is_large"])

    def _words(self) -> HttpResponse:
        """Words of theirs become words of ours; and the mapping, if it is kept, learns them."""
        if self.upload.stage != UploadStage.PLANNED:
            return redirect(self.address)
        is_large, form = (
            self.upload.plan["is_large"],
            understood.words_form(self.upload, self.request.POST),
        )
        if form.is_valid() and form.words:
            understood.take_words(self.upload, form.words)
            return self._make_plan(is_large=is_large)
        return redirect(self.address)

    def _same(self) -> HttpResponse:
        """Rows that are the same as claims that are there become changes of those."""
        offered = {str(each["line"]): each for each in self.upload.plan.get("likely", [])}
        chosen = {
            line: self.request.POST[f"same-{line}"]
            for line, each in offered.items()
            if self.request.POST.get(f"same-{line}") in {claim["id"] for claim in each["claims"]}
        }
        if self.upload.stage != UploadStage.PLANNED or not chosen:
            return redirect(self.address)
        same_as = {**self.upload.same_as, **chosen}
        self.upload.move(UploadStage.PLANNED, to=UploadStage.PLANNED, same_as=same_as)
        return self._make_plan(is_large=self.upload.plan["is_large"])

    def _make_plan(self, *, is_large: bool) -> HttpResponse:
        uploads.begin(self.upload)
        if not is_large:
            steps.make_plan(self.upload)
            return redirect(self.address)
        with transaction.atomic():
            before = (UploadStage.READING, UploadStage.PLANNED)
            if self.upload.move(*before, to=UploadStage.PLANNING, failure=""):
                tasks.plan.enqueue(self.upload.token)
        return redirect(self.address)

    def _apply(self) -> HttpResponse:
        if self.request.POST.get("plan") != self.upload.plan.get("digest"):
            return refuse(
                self.site.admin_site, self.request, steps.ANOTHER_PLAN, 409, back=self.address
            )
        only_good = self.request.POST["do"] == "good"
        uploads.check(self.upload)
        uploads.begin(self.upload)
        if not self.upload.plan["is_large"]:
            self.upload.only_good = only_good
            steps.settle(self.upload)
            return redirect(self.address)
        with transaction.atomic():
            to, told = UploadStage.APPLYING, {"only_good": only_good, "failure": ""}
            if self.upload.move(UploadStage.PLANNED, to=to, **told):
                tasks.apply.enqueue(self.upload.token)
        return redirect(self.address)

    def _stop(self) -> HttpResponse:
        """What waits goes back at once; what is being done stops at its next row."""
        if self.upload.is_working:
            uploads.ask_to_stop(self.upload)
            if not uploads.is_begun(self.upload):
                back = {
                    UploadStage.PLANNING: UploadStage.READING,
                    UploadStage.APPLYING: UploadStage.PLANNED,
                }[UploadStage(self.upload.stage)]
                self.upload.move(UploadStage(self.upload.stage), to=back, failure=steps.STOPPED)
        return redirect(self.address)

    def _resume(self) -> HttpResponse:
        """Into the queue once more, where nobody seems to work on it."""
        if self.upload.is_working and is_silent(self.upload):
            uploads.begin(self.upload)
            task = tasks.plan if self.upload.stage == UploadStage.PLANNING else tasks.apply
            task.enqueue(self.upload.token)
        return redirect(self.address)

    def _as_noun(self) -> HttpResponse:
        """The same file as another of the nouns that its mapping makes of it."""
        noun = self.request.POST.get("noun", "")
        if noun not in self.upload.plan.get("nouns", []):
            return redirect(self.address)
        model_name = RESOURCES[noun].model._meta.model_name
        if not self.request.user.has_perm(f"claims.import_{model_name}"):
            raise PermissionDenied
        uploads.check(self.upload)
        other = uploads.again(self.upload, noun=noun)
        if self.upload.mapping_name:
            understood.take_mapping(other, self.upload.mapping_name)
        return redirect(f"admin:claims_{model_name}_upload", token=other.token)

    # What somebody sees --------------------------------------------------------------------

    def show(self) -> HttpResponse:
        step = self.request.GET.get("step", "")
        if self.upload.is_working:
            return self._page("working", working(self.upload))
        if self.upload.stage == UploadStage.APPLIED:
            return self._page("result", planned(self.upload))
        if self.upload.stage == UploadStage.PLANNED and step != "read":
            context = planned(self.upload)
            context["words"] = understood.words_form(self.upload)
            status = 422 if context["is_useless"] else 200
            return self._page("plan", context, status)
        found = Understood(self.upload)
        return self.show_understood(found, 422 if found.problems else 200)

    def show_understood(self, found: Understood, status: int, **forms: Any) -> HttpResponse:
        context = found.context(**forms)
        context["can_save"] = self.request.user.has_perm("claims.add_importmapping")
        return self._page("understood", context, status)

    def _page(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return self.site.exchange_page(self.request, name, context, status, self.upload)
