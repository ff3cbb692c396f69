"""Documents come in by paste, upload or address; then what was understood of them is shown."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import workflow
from claims.admin.held_file import held, hold, let_go
from claims.admin.recorded import sentence_of
from claims.admin.refusal import refuse, status_of
from claims.admin.sentences import Text
from claims.forms.document import EncodingForm, NewDocumentForm, TextForm
from claims.intake import Guessed, TakenIn, take_in, take_in_address
from claims.models import Document, DocumentVersion
from claims.preservation import Unfetchable
from claims.reading.blocks import Reading, Unreadable
from claims.reading.files import read
from claims.vocabulary import Anchoring

FOLDER = "admin/claims/document"
BEGINNING = 1_500
NO_FILE = "The file of this version is not kept, so it cannot be read again: add the text anew."


class IntakeAdmin(admin.ModelAdmin):
    """Adds /bring/ for a new document, /text/ for a newer text, /understood/ for a look at it."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("bring/", wrap(self.bring_view), name="claims_document_bring"),
            path("<path:object_id>/text/", wrap(self.text_view), name="claims_document_text"),
            path(
                "<path:object_id>/understood/",
                wrap(self.understood_view),
                name="claims_document_understood",
            ),
            *super().get_urls(),
        ]

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """A new document with its first text."""
        if not request.user.has_perms(["claims.add_document", "claims.add_documentversion"]):
            raise PermissionDenied
        may_publish = request.user.has_perm("claims.publish_claim")
        return self._take_in(request, partial(NewDocumentForm, may_publish=may_publish), None)

    def text_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A document's text as it is now."""
        document = self._extensible(request, object_id)
        return self._take_in(request, TextForm, document)

    def understood_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        document = self._extensible(request, object_id)
        version = document.versions.select_related("document").order_by("-number").first()
        if version is None:
            return HttpResponseRedirect(reverse("admin:claims_document_text", args=[document.pk]))
        posted = request.POST if request.method == "POST" else None
        form = EncodingForm(posted, initial={"encoding": version.encoding})
        if not form.is_valid():
            return self._show_understood(request, version, form, 422 if form.errors else 200)
        try:
            self._tell(request, read_again(version, form, by=request.user))
        except (Unreadable, workflow.Refused, ValidationError) as error:
            form.add_error("encoding", sentence_of(error))
            return self._show_understood(request, version, form, 409)
        return HttpResponseRedirect(request.path)

    def _extensible(self, request: HttpRequest, object_id: str) -> Document:
        document = self.get_object(request, unquote(object_id))
        if document is None or not self.has_view_permission(request, document):
            raise PermissionDenied
        if not request.user.has_perm("claims.add_documentversion"):
            raise PermissionDenied
        return document

    def _take_in(
        self, request: Any, form_class: Callable[..., TextForm], document: Document | None
    ) -> HttpResponse:
        if token := request.POST.get("held"):
            return self._decide(request, token, document)
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = form_class(*posted)
        if not form.is_valid():
            return self._ask_for_text(request, document, form, 422 if form.is_bound else 200)
        try:
            taken = brought(form, document, by=request.user)
        except Guessed as guess:
            return self._show_guess(request, document, guess)
        except (Unreadable, Unfetchable) as error:
            form.add_error(form.brought_in, str(error))
            return self._ask_for_text(request, document, form, 422)
        except (workflow.Refused, ValidationError) as error:
            form.add_error(None, sentence_of(error))
            return self._ask_for_text(request, document, form, 409)
        return self._kept(request, taken)

    def _kept(self, request: Any, taken: TakenIn) -> HttpResponse:
        self._tell(request, taken)
        key = taken.version.document_id
        return HttpResponseRedirect(reverse("admin:claims_document_understood", args=[key]))

    def _show_guess(self, request: Any, document: Document | None, guess: Guessed) -> HttpResponse:
        """Nothing is kept before a person has seen whether the letters come out right."""
        said = {name: value for name, value in guess.given.items() if name != "data"}
        token = hold(guess.given["data"], said=said, user=request.user)
        form = EncodingForm(initial={"encoding": guess.reading.encoding})
        return self._show_held(request, document, token, guess.reading, form)

    def _decide(self, request: Any, token: str, document: Document | None) -> HttpResponse:
        """Keep the held file in the encoding that a person chose, or show how it reads in it."""
        form = EncodingForm(request.POST)
        try:
            data, said = held(token, user=request.user)
            chosen = form.cleaned_data["encoding"] if form.is_valid() else ""
            if chosen and "_keep" in request.POST:
                taken = take_in(
                    by=request.user, data=data, encoding=chosen, document=document, **said
                )
                let_go(token, user=request.user)
                return self._kept(request, taken)
            names = ("name", "media_type")
            reading = read(data, encoding=chosen, **{name: said[name] for name in names})
        except Unreadable as error:
            form.add_error("encoding", str(error))
            return self._show_held(request, document, token, None, form, 422)
        except (workflow.Refused, ValidationError) as error:
            return refuse(self.admin_site, request, sentence_of(error), status_of(error))
        status = 200 if form.is_valid() else 422
        return self._show_held(request, document, token, reading, form, status)

    def _show_held(
        self,
        request: Any,
        document: Document | None,
        token: str,
        reading: Reading | None,
        form: EncodingForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Is this how it reads?",
            "subtitle": str(document) if document else None,
            "opts": self.opts,
            "document": document,
            "token": token,
            "reading": reading,
            "beginning": reading.text[:BEGINNING] if reading else "",
            "form": form,
        }
        return TemplateResponse(request, f"{FOLDER}/guess.html", context, status=status)

    def _ask_for_text(
        self, request: Any, document: Document | None, form: TextForm, status: int
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a text" if document else "Bring a document in",
            "subtitle": str(document) if document else None,
            "opts": self.opts,
            "document": document,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, f"{FOLDER}/text.html", context, status=status)

    def _show_understood(
        self, request: Any, version: DocumentVersion, form: EncodingForm, status: int
    ) -> HttpResponse:
        text = Text(version)
        context = {
            **self.admin_site.each_context(request),
            "title": "What was understood",
            "subtitle": str(version),
            "opts": self.opts,
            "document": version.document,
            "version": version,
            "text": text,
            "beginning": version.text[:BEGINNING],
            "is_cut": len(version.text) > BEGINNING,
            # A paste has no kind and needs no guess; PDF and DOCX name their own encoding.
            "form": form if version.encoding and version.media_type else None,
        }
        return TemplateResponse(request, f"{FOLDER}/understood.html", context, status=status)

    def _tell(self, request: Any, taken: TakenIn) -> None:
        """What happened to the quotes, and what a person should look at."""
        version, reading = taken
        quoted = version.document.appearances.exclude(quote="")
        lost = quoted.filter(anchoring=Anchoring.LOST).count()
        every = quoted.count()
        kept = f"Version {version.number} is kept: {len(version.text):,} characters."
        if every:
            kept += f" {every - lost} of {every} quoted passages were found in it."
        self.message_user(request, kept, messages.WARNING if lost else messages.SUCCESS)
        if reading.encoding_guessed:
            self.message_user(
                request,
                f"The file does not say its encoding; it was read as {reading.encoding}, a guess. "
                "If letters look wrong below, choose another one.",
                messages.WARNING,
            )
        for note in reading.notes:
            self.message_user(request, note, messages.WARNING)


def brought(form: TextForm, document: Document | None, *, by: Any) -> TakenIn:
    """What the form holds, taken in.

    Raises:
        Guessed: a person has to look at the encoding first; nothing is written then either.
        Unfetchable, Unreadable, Refused, ValidationError: nothing is written then.
    """
    given = form.cleaned_data
    told = {"by": by, "document": document, "note": given["note"], "encoding": given["encoding"]}
    told |= {"accept_guess": False, **form.fields_of_document}
    if given["address"]:
        return take_in_address(given["address"], **told)
    return take_in(**(told | form.bytes_and_name))


def read_again(version: DocumentVersion, form: EncodingForm, *, by: Any) -> TakenIn:
    """The version's file as a new version, in the encoding that a person chose.

    Raises:
        Refused: the file is gone, or reads the same in that encoding.
        Unreadable: it is no text in it.
    """
    encoding, kept = form.cleaned_data["encoding"], version.original.name or ""
    if not kept or not default_storage.exists(kept):
        raise workflow.Refused(NO_FILE)
    with default_storage.open(kept) as file:
        data = file.read()
    return take_in(
        by=by,
        data=data,
        media_type=version.media_type,
        encoding=encoding,
        source_url=version.source_url,
        note=f"Version {version.number}, read again as {encoding}.",
        document=version.document,
    )
