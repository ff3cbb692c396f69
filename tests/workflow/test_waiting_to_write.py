"""Whoever waits with a page for another process that writes is told so in time, keeps what they
typed, and is let in once it is over."""

import json

from django.db import connection

from tests.workflow.test_eight_processes import HERE, database, run

__all__ = ["database"]
REFUSED = {"status": 503, "later": "10", "kept": True, "sentence": True}
SHOWN = {"status": 200, "later": "", "kept": False, "sentence": False}


def test_pages_answer_while_another_process_holds_the_lock_and_nothing_is_lost(database):
    run(database, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    found = json.loads(run(database, str(HERE / "waiting.py")))
    kinds = ("queue", "rows") if connection.vendor == "sqlite" else ("rows",)
    for kind in kinds:
        assert found[f"{kind} conversation"] == REFUSED
        assert found[f"{kind} look"] == SHOWN
        assert found[f"{kind} reader"] == SHOWN
    if connection.vendor == "sqlite":
        assert found["rows form"] == REFUSED
    assert found["written meanwhile"] == 0
    assert found["afterwards"] == [302, 302]
    assert found["annotations"] == 2
    assert found["finding"] is None
