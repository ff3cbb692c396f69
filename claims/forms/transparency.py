"""The transparency page's address: a year, or all of them."""

from claims.forms.query import QueryForm, Year


class TransparencyForm(QueryForm):
    page = None  # type: ignore[assignment]  # It is one page, however much is counted on it.
    year = Year(required=False)
