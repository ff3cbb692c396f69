"""A newsroom that outgrows SQLite takes everything to PostgreSQL, as README.md tells it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent


def script() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"### PostgreSQL\n.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert found
    return found[1]


def run(command: str, **variables: str) -> str:
    result = subprocess.run(
        ["sh", "-e", "-u", "-c", command],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def new_database(db: None) -> Iterator[str]:
    """The address of an empty PostgreSQL database beside the tests' own."""
    if connection.vendor != "postgresql":
        pytest.skip("Moving to PostgreSQL takes a PostgreSQL: set DATABASE_URL.")
    settings = connection.settings_dict
    name = f"{settings['NAME']}_moved"
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    host = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
    yield f"postgres://{quote(settings['USER'])}{password}@{host}/{name}"
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_record_arrives_whole_and_is_guarded_there(new_database: str, tmp_path: Path) -> None:
    python = f"'{sys.executable}'"
    old = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "SITE_URL": ""}
    run(
        f"{python} manage.py migrate --skip-checks --verbosity 0; {python} manage.py load_demo",
        **old,
    )

    commands, exported = re.subn(
        r"^export DATABASE_URL=.*$", f"export DATABASE_URL={new_database}", script(), flags=re.M
    )
    assert exported == 1
    commands = commands.replace(".venv/bin/python", python)
    commands = commands.replace("newsroom.xml", f"'{tmp_path}/newsroom.xml'")
    said = run(commands, **old)

    before, after = re.findall(r"The log holds: .*", said)
    assert before == after
    assert int(re.findall(r"holds: (\d+) entries", after)[0]) > 100

    def answer(question: str, **variables: str) -> str:
        return run(f"{python} manage.py shell --no-imports --command '{question}'", **variables)

    new = {**old, "DATABASE_URL": new_database}
    look = (
        "from claims.models import Claim, Evidence; from claims.search import search; "
        'print(search(Claim.objects.all(), "friendliest").values_list("slug", flat=True)); '
        "print(sorted(Evidence.objects.values_list()))"
    )
    found = answer(look, **new)
    assert "friendliest-city" in found, "the index came along"
    assert found == answer(look, **old)
    with pytest.raises(AssertionError, match="append-only"):
        answer("from claims.models import LogEntry; LogEntry.objects.update(reason=str())", **new)
