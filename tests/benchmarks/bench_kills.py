"""A writer is killed at 200 random moments: no change without its log entry, and none the other
way round.

On a database of its own, thrown away afterwards: SQLite, or PostgreSQL where DATABASE_URL says so.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp()

ROOT = Path(__file__).parent.parent.parent
WORKFLOW = ROOT / "tests/workflow"
KILLS = 200


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE)
    assert done.returncode == 0
    return done.stdout


def main() -> None:
    address = os.environ.get("DATABASE_URL", "")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    maintenance, name = address.rpartition("/")[0] + "/postgres", f"kills_{os.getpid()}"
    if address:
        subprocess.run(["psql", "-q", maintenance, "-c", f"CREATE DATABASE {name}"], check=True)
        environment["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}"
    try:
        run(environment, "manage.py", "migrate", "-v0")
        run(environment, str(WORKFLOW / "writer.py"), "make", "50", "8")
        found = json.loads(run(environment, str(WORKFLOW / "killed.py"), str(KILLS)))
    finally:
        if address:
            sql = f"DROP DATABASE {name} WITH (FORCE)"
            subprocess.run(["psql", "-q", maintenance, "-c", sql], check=True)
    print(
        f"{found['kills']} kills: {found['written']} changes were written, {found['told']} of them "
        f"told to the writer, {found['lost']} lost; rows that do not fit the log: "
        f"{len(found['misfits'])}; the chain: {found['finding'] or 'it holds'}."
    )
    if found["lost"] or found["misfits"] or found["finding"]:
        sys.exit(f"These do not fit: {found['misfits'][:10]}")


if __name__ == "__main__":
    main()
