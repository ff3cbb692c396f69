"""Which columns of which table are searched."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """`columns` maps a column to its weight: how much more a word counts there."""

    name: str
    columns: dict[str, int]

    @property
    def index(self) -> str:
        """The table that holds the index: one row for each row, under the same number."""
        return f"{self.name}_search"


# By name, because the models live on a floor above.
TABLES = {
    table.name: table
    for table in (
        Table("claims_claim", {"text": 1}),
        Table("claims_claimreviewversion", {"text": 10, "summary": 5, "explanation": 1}),
    )
}
