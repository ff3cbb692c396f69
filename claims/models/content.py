"""What the database counts in the content of a published version as it is written.

A version's `content` holds every piece of evidence and up to 100,000 characters of explanation:
counting over all verdicts must not read it. The columns are generated, so that no code can count
otherwise than what was approved.
"""

from typing import Any

from django.db.models import F, Func, IntegerField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan


class Sources(Func):
    """How many pieces of evidence a canonical content (`workflow.content`) lists."""

    output_field = IntegerField()
    template = "COALESCE(JSON_ARRAY_LENGTH(%(expressions)s, '$.evidence'), 0)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "COALESCE(JSONB_ARRAY_LENGTH((%(expressions)s)::jsonb -> 'evidence'), 0)"
        return self.as_sql(compiler, connection, template=template, **context)


HAS_PRIMARY = GreaterThan(StrIndex(F("content"), Value('"is_primary":true')), 0)
"""Whether one of them is a primary source. Canonical JSON has no blanks, and a quotation mark that
somebody typed stands behind a backslash there: the words can be nothing but the mark itself."""
