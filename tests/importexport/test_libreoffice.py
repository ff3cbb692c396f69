"""LibreOffice opens an export and saves it; imported again it changes nothing.

Skipped where there is no LibreOffice: nobody needs one to work on the code.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from claims import workflow
from claims.importexport import RESOURCES, ClaimResource, open_sheet, outgoing, write_tables
from claims.models import Annotation, Appearance, Claim, LogEntry, Topic

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (soffice)")
ODD = [
    "=1+1", "+49 30 1234", "-5", "@home", "'=1", "''", '"quoted"', "007", "1.50", "1e5", "1,000",
    "12345678901234567890", "TRUE", "1/2", "2018-12-13", "3:30", " a ", "line\nline",
    "line\r\nline", "tab\tin it", "；全角＝", "“Quotes” – dashes…", "בירושלים", "中文", "🙂",
    "_x000D_", "a;b,c|d", "5 %", "€ 5", "MAR1", "#REF!", "=HYPERLINK(\"https://example.org\")",
]  # fmt: skip
DATES = ["", "2018", "2018-12", "2018-12-13"]


def saved_by_libreoffice(paths: list[Path], form: str, folder: Path) -> None:
    """Each file is opened and saved in its own format."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, paths)], check=True, capture_output=True, timeout=240,
        env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip


@pytest.fixture
def newsroom(make_claim, make_document, add_evidence, carl):
    report = make_document(slug="report", published="2018-12-13", title="1,000 days")
    workflow.add(Topic(slug="odd", name="2018|19"), by=carl)
    for number, words in enumerate(ODD):
        claim = make_claim(
            words, public_id=f"{number:03}", claimed=DATES[number % 4],
            topics=("2018|19",) if number % 2 else (),
        )  # fmt: skip
        workflow.add(Appearance(claim=claim, document=report, quote=words), by=carl)
        heard = Appearance(claim=claim, document=report, section=words, is_first=False)
        workflow.add(heard, by=carl)
        body = words.replace("@", "\\@")  # nobody is called so
        workflow.add(Annotation(claim=claim, body=body), by=carl)
        add_evidence(claim, title=words, note=words, published="2018-12-13")
    return report


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_libreoffice_saves_changes_nothing(newsroom, tmp_path, import_sheet, form):
    paths = []
    for noun, resource in RESOURCES.items():
        paths.append(tmp_path / f"{noun}.{form}")
        with paths[-1].open("wb") as file:
            write_tables([outgoing(resource())], file, form)
    (tmp_path / "saved").mkdir()
    saved_by_libreoffice(paths, form, tmp_path / "saved")
    entries = LogEntry.objects.count()
    for noun, resource in RESOURCES.items():
        saved = tmp_path / "saved" / f"{noun}.{form}"
        assert saved.read_bytes() != (tmp_path / f"{noun}.{form}").read_bytes() or form == "csv"
        plan = import_sheet(noun, open_sheet(saved))
        assert (noun, plan.problems, plan.changed) == (noun, [], [])
        assert plan.counts["unchanged"] == resource().get_queryset().count()
    assert LogEntry.objects.count() == entries


def test_one_cell_that_was_edited_in_between_is_all_that_changes(newsroom, tmp_path, import_sheet):
    path = tmp_path / "claims.csv"
    with path.open("wb") as file:
        write_tables([outgoing(ClaimResource())], file, "csv")
    (tmp_path / "saved").mkdir()
    saved_by_libreoffice([path], "xlsx", tmp_path / "saved")
    saved_by_libreoffice([tmp_path / "saved/claims.xlsx"], "csv", tmp_path / "saved")
    text = (tmp_path / "saved/claims.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "edited.csv").write_text(text.replace("中文", "中文!", 1), encoding="utf-8")
    plan = import_sheet("claims", open_sheet(tmp_path / "edited.csv"))
    assert [[c.column for c in row.changes] for row in plan.changed] == [["text"]]
    assert Claim.objects.filter(text="中文!").count() == 1
