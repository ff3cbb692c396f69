"""An import whose process is killed leaves all of its rows or none, and a log that holds.

A few of the benchmarks' kills, on a database of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.mark.parametrize(
    ("command", "few"),
    [
        (["bench_import.py", "kills"], {"KILLS": "8", "KILLED_ROWS": "60"}),
        (["bench_bundle_kills.py"], {"BUNDLE_KILLS": "6", "BUNDLE_ROWS": "20"}),
    ],
    ids=["one file", "a bundle"],
)
def test_a_killed_import_is_there_whole_or_not_at_all(tmp_path, command, few):
    script, *asked = command
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *asked],
        env=os.environ | few | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "nothing is partial, the chain holds" in said
