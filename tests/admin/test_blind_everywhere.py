"""No address of the admin, no file and no command tells who is still to assess a claim how a
colleague rates it; once their own assessment is in, all of it is where it belongs."""

import io
import json
import pkgutil
import zipfile
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from claims import workflow
from claims.importexport import EXPORTS, MEDIA_TYPES, RESOURCES
from claims.jsonld.annotation import annotation_collection, for_jsonld
from claims.management import commands
from claims.models import Annotation, ClaimReview, LogEntry, Notice
from claims.vocabulary import Motivation
from claims.workflow.blinder import FOLDED
from tests.admin.test_permission_matrix import address_of, names, rows

__all__ = ["rows"]
GIVEN, NOTED, ANSWERED, REMOVED = "quincewood", "medlarwood", "rowanwood", "sorbwood"
SECRETS = (GIVEN, NOTED, ANSWERED, REMOVED)
LOOKED_FOR = [secret[:-2] for secret in SECRETS]
"""A page may repeat what is looked for."""


@pytest.fixture
def blind(rows, make_claim, review_claim, make_document, ratings, alice, edgar, erin):
    """Alice has assessed it, and says so in an annotation that Edgar answers; both tell Erin. She
    said more, and took it back."""
    document = make_document("The ferry sank on Monday.", slug="ferry")
    claim = review_claim(make_claim("The ferry sank.", document=document, quote="The ferry sank"))
    workflow.assess(claim, by=alice, rating=ratings["true"], reason=f"It did, {GIVEN}.")
    said = {"claim": claim, "motivation": Motivation.ASSESSING}
    note = Annotation(body=f"@erin, true: {NOTED}.", **said)
    workflow.add(note, by=alice)
    answer = Annotation(claim=claim, body=f"@erin, so it is: {ANSWERED}.", reply_to=note)
    workflow.add(answer, by=edgar)
    gone = workflow.add(Annotation(body=f"And {REMOVED}.", **said), by=alice)
    workflow.remove(gone, by=erin, seen=gone.version)
    workflow.checkpoint()
    return SimpleNamespace(
        rows=rows
        | {
            "claim": claim,
            "annotation": note,
            "assessment": claim.assessment_rounds.get().assessments.get(),
            "document": document,
            "evidence": claim.evidence.first(),
            "rating": ratings["true"],
        },
        claim=claim,
        note=note,
        answer=answer,
    )


def addresses(rows):
    """Every address of the admin, each format of each export, lists searched for the secrets, and
    every entry of the log."""
    for name in names(admin.site.get_urls()):
        where = address_of(name, rows)
        yield where
        if name.endswith("_export"):
            yield from (f"{where}?format={form}" for form in MEDIA_TYPES)
            yield from (f"{where}?q={words}" for words in LOOKED_FOR)
        if name.endswith("_changelist"):
            yield from (f"{where}?q={words}" for words in LOOKED_FOR)
        if name.endswith("_change"):
            yield f"{where}?draft=1"
    for noun, key in (("annotation", rows["annotation"].pk), ("claim", rows["claim"].pk)):
        for page in ("history", "delete"):
            yield reverse(f"admin:claims_{noun}_{page}", args=[key])
    for page in ("annotations", "assessments", "history"):
        yield reverse(f"admin:claims_claim_{page}", args=[rows["claim"].pk]) + "?draft=1"
    for entry in LogEntry.objects.filter(claim=rows["claim"].public_id):
        yield reverse("admin:claims_logentry_change", args=[entry.pk])
    for field in ("reply_to", "claim"):
        asked = f"app_label=claims&model_name=annotation&field_name={field}"
        yield from (f"{reverse('admin:autocomplete')}?{asked}&term={one}" for one in LOOKED_FOR)


def text_of(body: bytes) -> str:
    """Of a page or a file, zipped or not."""
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return "\n".join(text_of(file.read(name)) for name in file.namelist())


def tells(text):
    return [secret for secret in SECRETS if secret in text]


def answers(client, rows):
    """Path → what of the secrets it tells."""
    told = {}
    for where in sorted(set(addresses(rows))):
        response = client.get(where)
        assert response.status_code < 500, where
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if found := tells(text_of(body)):
            told[where] = found
    return told


@pytest.mark.parametrize("name", ["erin", "ada"])
def test_no_address_of_the_admin_tells_who_is_still_to_assess(enter, cast, blind, name):
    """Ada as a superuser, whom no permission stops."""
    person = getattr(cast, name)
    person.is_superuser = name == "ada"
    person.save()
    assert answers(enter(person), blind.rows) == {}


def test_once_their_own_is_in_all_of_it_is_where_it_belongs(enter, blind, ratings, erin):
    workflow.assess(blind.claim, by=erin, rating=ratings["false"], reason="It did not.")
    told = answers(enter(erin), blind.rows)
    claim, note = blind.claim.pk, blind.note.pk
    thread = [NOTED, ANSWERED]
    expected = {
        "/admin/claims/assessment/": [GIVEN],
        f"/admin/claims/claim/{claim}/assessments/": [GIVEN],
        "/admin/claims/annotation/": thread,
        "/admin/claims/annotation/export/": thread,
        "/admin/claims/annotation/export/?format=xlsx": thread,
        "/admin/claims/annotation/export/?format=jsonl": thread,
        f"/admin/claims/annotation/{note}/change/": [NOTED],
        f"/admin/claims/annotation/{note}/history/": [NOTED],
        f"/admin/claims/claim/{claim}/change/": thread,
        f"/admin/claims/claim/{claim}/annotations/": thread,
        f"/admin/claims/claim/{claim}/annotations.jsonld": thread,
        f"/admin/claims/claim/{claim}/history/": [NOTED, ANSWERED, REMOVED],
        f"/admin/claims/annotation/?q={NOTED[:-2]}": [NOTED],
        "/admin/notices/": thread,
    }
    assert {where: told.get(where) for where in expected} == expected


def test_what_is_folded_away_is_said_to_be(enter, address, blind, erin):
    client = enter(erin)
    page = client.get(address("annotation_change", blind.note))
    assert page.status_code == 404
    assert FOLDED in page.content.decode()
    listed = client.get(address("annotation_changelist")).content.decode()
    assert "2 annotations that tell how colleagues rate a claim are left out" in listed
    assert FOLDED in client.get(address("claim_history", blind.claim)).content.decode()


def test_the_history_folds_the_draft_too_and_opens_it_with_a_click(enter, address, blind, erin):
    where, client = address("claim_history", blind.claim), enter(erin)
    summary, link = "<dd>It did.</dd>", 'href="?draft=1"'
    folded, opened = (client.get(f"{where}{asked}").content.decode() for asked in ("", "?draft=1"))
    assert (summary in folded, link in folded) == (False, True)
    assert (summary in opened, link in opened) == (True, False)
    # Without a draft by somebody else, nothing opens with a click.
    ClaimReview.objects.filter(claim=blind.claim).update(rating=None)
    folded = client.get(where).content.decode()
    assert (FOLDED in folded, link in folded) == (True, False)


def test_a_form_cannot_be_made_to_tell(enter, address, filled, blind, erin):
    """A page that was opened before the round began, or by somebody who makes one up."""
    client, where = enter(erin), address("claim_change", blind.claim)
    typed = filled(client.get(where), text="", _continue="1")
    row = {"id": blind.note.pk, "version": 1, "claim": blind.claim.pk, "body": "", "motivation": ""}
    typed |= {f"annotations-0-{name}": value for name, value in row.items()}
    typed |= {"annotations-INITIAL_FORMS": "1", "annotations-TOTAL_FORMS": "1"}
    response = client.post(where, typed)
    assert response.status_code == 422
    assert tells(response.content.decode()) == []
    typed |= {"initial-annotations-0-body": "Seen.", "annotations-0-body": "I say no.", "text": "T"}
    response = client.post(where, typed)
    assert response.status_code == 422
    assert "I say no." in response.content.decode()
    assert "until you have given your own assessment" in response.content.decode()
    thread = {"do": "reply", "thread": blind.note.pk, "body": ""}
    response = client.post(address("claim_annotations", blind.claim), thread)
    assert tells(response.content.decode()) == []
    assert Annotation.objects.get(pk=blind.note.pk).body == f"@erin, true: {NOTED}."


def test_a_file_cannot_be_made_to_tell(opened, blind, erin, ratings):
    row = f"{blind.note.public_id},{blind.claim.public_id},,No.,"
    sheet = opened(f"id,claim,motivation,body,reply_to\n{row}\n")
    resource = RESOURCES["annotations"]
    with pytest.raises(workflow.NotAllowed, match="Line 2 changes annotation"):
        resource().plan(sheet, user=erin)
    workflow.assess(blind.claim, by=erin, rating=ratings["false"], reason="It did not.")
    assert resource().plan(sheet, user=erin).counts["changed"] == 1


# What a command is told to do; None: it reads a file of its own or says nothing of the newsroom.
COMMANDS = {
    "add_document": None,
    "checkpoint": [[]],
    "dossier": [["{claim}", "--to", "{out}"]],
    "erase_person": [["nobody", "--reason", "x"], ["{note}", "--noun", "moon", "--reason", "x"]],
    "export_annotations": [["-"], ["{out}", "--claim", "{claim}"]],
    "export_bundle": [["{out}"], ["{out}", "--document", "ferry"]],
    "export_claims": [
        ["{out}", "--noun", noun, "--format", form] for noun in EXPORTS for form in MEDIA_TYPES
    ],
    "export_log": [["{out}"]],
    "import_bundle": None,
    "import_claims": None,
    "load_demo": None,
    "make_log_key": None,
    "run_tasks": None,
    "send_digest": [[]],
    "set_up": None,
    "suggest": None,
    "train_checkworthiness": None,
    "undo_import": [["{batch}", "--as", "erin"]],
    "verify_log": [[]],
}


def output_of(name, args, blind, path):
    """All that it prints, writes and mails."""
    facts = {
        "claim": blind.claim.public_id, "note": blind.note.public_id, "out": path,
        "batch": blind.rows["importbatch"].public_id,
    }  # fmt: skip
    out, err = io.StringIO(), io.StringIO()
    path.unlink(missing_ok=True)
    try:
        call_command(name, *(one.format(**facts) for one in args), stdout=out, stderr=err)
    except (CommandError, SystemExit) as error:
        err.write(str(error))
    written = text_of(path.read_bytes()) if path.exists() else ""
    mailed = "\n".join(one.body for one in mail.outbox if one.to == ["erin@example.org"])
    return "\n".join([out.getvalue(), err.getvalue(), written, mailed])


def test_every_command_is_in_the_table():
    assert {module.name for module in pkgutil.iter_modules(commands.__path__)} == set(COMMANDS)


def test_no_command_tells_while_the_round_is_blind(blind, tmp_path, erin):
    told = {
        f"{name} {args}": found
        for name, runs in COMMANDS.items()
        for args in runs or ()
        if (found := tells(output_of(name, args, blind, tmp_path / "out")))
    }
    assert told == {}
    assert Notice.objects.of(erin).filter(annotation=blind.note, mailed__isnull=False).exists()
    said = output_of("export_annotations", ["-"], blind, tmp_path / "out")
    assert "2 annotations are left out" in said


def test_files_hold_it_once_the_round_is_compared(blind, ratings, erin, tmp_path):
    workflow.assess(blind.claim, by=erin, rating=ratings["false"], reason="It did not.")
    for args in (["-"], ["{out}", "--noun", "annotations"]):
        name = "export_claims" if "--noun" in args else "export_annotations"
        assert tells(output_of(name, args, blind, tmp_path / "out")) == []
    workflow.compare(blind.claim, by=erin)
    for args in (["-"], ["{out}", "--noun", "annotations"]):
        name = "export_claims" if "--noun" in args else "export_annotations"
        assert tells(output_of(name, args, blind, tmp_path / "out")) == [NOTED, ANSWERED]
    bundled = output_of("export_bundle", ["{out}"], blind, tmp_path / "out")
    assert tells(bundled) == [NOTED, ANSWERED]


def test_who_wrote_it_and_who_assessed_reads_on(enter, address, blind, alice):
    text = enter(alice).get(address("annotation_changelist")).content.decode()
    assert tells(text) == [NOTED, ANSWERED]
    found = annotation_collection(for_jsonld(Annotation.objects.all()), url="u", site="s")
    assert tells(json.dumps(found)) == [NOTED, ANSWERED]
