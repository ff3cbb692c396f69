"""A tablib Dataset, as users of django-import-export bring it, read like any other table."""

from collections.abc import Iterator

from tablib import Dataset

from claims.importexport.columns import as_text
from claims.importexport.rows import Record


class DatasetSheet:
    """A tablib Dataset as an import reads a sheet; a Table also says where its rows stand."""

    def __init__(self, dataset: Dataset) -> None:
        self.headers = list(dataset.headers or [])
        self.notes = list(getattr(dataset, "notes", []))
        self._dataset = dataset

    def __iter__(self) -> Iterator[Record]:
        lines = getattr(self._dataset, "lines", None) or range(2, len(self._dataset) + 2)
        misshapen = {one.line: one.sentence for one in getattr(self._dataset, "problems", [])}
        for line, row in zip(lines, self._dataset, strict=True):
            yield Record(line, list(map(as_text, row)), misshapen.get(line, ""))
