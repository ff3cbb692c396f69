"""Files as an export writes them."""

import io
from collections.abc import Callable

import pytest

from claims.importexport import RESOURCES, outgoing, write_tables


@pytest.fixture
def export_file() -> Callable[[str], str]:
    def do(noun: str) -> str:
        file = io.BytesIO()
        write_tables([outgoing(RESOURCES[noun]())], file, "csv")
        return file.getvalue().decode()

    return do
