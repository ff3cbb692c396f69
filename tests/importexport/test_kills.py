"""An import whose process is killed leaves all of its rows or none, and a log that holds.

A few of the benchmark's two hundred kills, on a database of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "benchmarks/bench_import.py"


def test_a_killed_import_is_there_whole_or_not_at_all(tmp_path):
    few = {"KILLS": "8", "KILLED_ROWS": "60", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(BENCH), "kills"],
        env=os.environ | few,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert "nothing is partial, the chain holds" in done.stdout
