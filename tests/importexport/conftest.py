"""Files for the importer, as a person would bring them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.importexport import RESOURCES, Outcome, read, write


@pytest.fixture
def import_file(erin: User) -> Callable[..., Outcome]:
    """Erin imports a file's text or bytes; `by` names somebody else."""

    def do(noun: str, file: str | bytes, *, by: Any = erin, **kwargs: Any) -> Outcome:
        data = file.encode() if isinstance(file, str) else file
        return RESOURCES[noun]().import_data(read(data), user=by, file_name="file.csv", **kwargs)

    return do


@pytest.fixture
def export_file() -> Callable[[str], str]:
    def do(noun: str) -> str:
        dataset = RESOURCES[noun]().export()
        return "".join(write(dataset.headers, dataset))

    return do


@pytest.fixture
def import_sheet(erin: User) -> Callable[..., Any]:
    """Erin plans a sheet of `open_sheet` and applies it; returns the plan."""

    def do(noun: str, sheet: Any, *, by: Any = erin) -> Any:
        resource = RESOURCES[noun]
        plan = resource().plan(sheet, user=by, file_name="file")
        if not plan.problems:
            resource().apply(sheet, user=by, basis=plan.basis, file_name="file")
        return plan

    return do
