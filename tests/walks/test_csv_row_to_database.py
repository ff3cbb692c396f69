"""A walk: one row of a spreadsheet, from the file to the database and back.

Erin, an editor, gets a claim from a colleague's spreadsheet. She looks at what the file would
do, imports it, finds it where it belongs, exports it, mends one cell and imports it again.
"""

import csv
import io

from django.core.management import call_command

from claims.importexport import ClaimResource, outgoing, write_tables
from claims.models import Appearance, Claim, LogEntry
from claims.record.verification import verify

SPEECH = "Friends, the bridge is finished. It cost ten million crowns, and it opens today."

# What the colleague sent: semicolons, a wrong kind, and a topic that nobody has used before.
SENT = """\
id;text;kind;claimant;claimed;topics;document;section;quote;language
BR-1;The bridge cost ten million crowns.;number;mayor;2026-03;bridges|budget;speech;;\
It cost ten million crowns;en
"""


def test_a_csv_row_walks_to_the_database_and_back(
    make_document, make_claim, opened, import_file, erin
):
    make_document(SPEECH, slug="speech", title="At the bridge")
    make_claim("The mayor opened it.", claimant="Mayor", topics=("bridges",))
    already = Claim.objects.get()

    # The file is read, whatever its delimiter; what is wrong with it is said by line and column.
    assert [record.line for record in opened(SENT.encode("utf-8-sig"))] == [2]
    plan = import_file("claims", SENT.encode("utf-8-sig"), file_name="sent.csv")
    assert [str(problem) for problem in plan.problems] == [
        "Line 2, column kind “number”: Write one of: statistic, event, ranking, legal, "
        "projection, comparison, quotation, other."
    ]
    assert Claim.objects.get() == already

    # Mended, it is first tried without a trace …
    sent = SENT.replace("number", "statistic").encode("utf-8-sig")
    entries = LogEntry.objects.count()
    plan = import_file("claims", sent, file_name="sent.csv", dry_run=True)
    assert plan.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert LogEntry.objects.count() == entries

    # … and then imported: the claim, its topics, and its first appearance in the speech's text.
    import_file("claims", sent, file_name="sent.csv")
    claim = Claim.objects.get(public_id="BR-1")
    assert claim.status == "extracted"
    assert claim.claimant == already.claimant
    assert {topic.name for topic in claim.topics.all()} == {"bridges", "budget"}
    seen = Appearance.objects.get(claim=claim)
    assert SPEECH[seen.start : seen.end] == "It cost ten million crowns"
    told = LogEntry.objects.filter(position__gt=entries).values_list("noun", "actor", "reason")
    reason = "Imported from sent.csv, line 2."
    assert list(told) == [
        ("topic", erin.pk, reason),
        ("claim", erin.pk, reason),  # with its topics and its first appearance
        ("import", erin.pk, ""),
    ]

    # The export holds the row as it is. Imported again it changes nothing.
    file = io.BytesIO()
    write_tables([outgoing(ClaimResource())], file, "csv")
    exported = file.getvalue().decode("utf-8-sig")
    assert import_file("claims", exported).counts == {
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "refused": 0,
    }

    # Mended in one cell, it changes that cell; a status written into the file is left alone.
    rows = list(csv.DictReader(io.StringIO(exported, newline="")))
    assert [row["id"] for row in rows] == [already.public_id, "BR-1"]
    rows[1] |= {"text": "The bridge has cost ten million crowns.", "status": "published"}
    edited = io.StringIO()
    sheet = csv.DictWriter(edited, rows[0])
    sheet.writeheader()
    sheet.writerows(rows)
    assert import_file("claims", edited.getvalue()).counts == {
        "new": 0,
        "changed": 1,
        "unchanged": 1,
        "refused": 0,
    }
    claim.refresh_from_db()
    assert (claim.text, claim.status) == ("The bridge has cost ten million crowns.", "extracted")
    last = LogEntry.objects.filter(noun="claim").last()
    assert (last.before, last.after) == (
        {"text": "The bridge cost ten million crowns."},
        {"text": "The bridge has cost ten million crowns."},
    )

    # All of it is in the record, and the record holds.
    assert verify().finding is None


def test_the_same_walk_from_a_terminal(tmp_path, make_document, erin):
    make_document(SPEECH, slug="speech")
    file, out = tmp_path / "sent.csv", io.StringIO()
    file.write_text(SENT.replace("number", "statistic").replace("mayor", ""), encoding="utf-16")
    call_command("import_claims", str(file), "--as", "erin", stdout=out)
    call_command("export_claims", str(tmp_path / "out.csv"), stdout=out)
    call_command("import_claims", str(tmp_path / "out.csv"), "--as", "erin", stdout=out)
    assert "1 new" in out.getvalue()
    assert "0 changed, 1 unchanged" in out.getvalue()
    assert Appearance.objects.get().anchoring == "exact"
