"""A tablib Dataset, as users of django-import-export bring it, read like any other table."""

from collections.abc import Iterator

from tablib import Dataset

from claims.importexport.columns import as_text
from claims.importexport.rows import Record


class DatasetSheet:
    """A tablib Dataset as an import reads a sheet. Its rows are counted from line 2, where they
    would stand in a file."""

    def __init__(self, dataset: Dataset) -> None:
        self.headers = list(dataset.headers or [])
        self._dataset = dataset

    def __iter__(self) -> Iterator[Record]:
        for line, row in enumerate(self._dataset, 2):
            yield Record(line, list(map(as_text, row)))
