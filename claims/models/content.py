"""What the database reads out of the content of a published version, without sending it here.

A version's `content` holds every piece of evidence and up to 100,000 characters of explanation:
counting over all verdicts must not load it.
"""

from typing import Any

from django.db.models import BooleanField, Func, IntegerField


class SourcesOf(Func):
    """How many pieces of evidence a canonical content holds (`workflow.content`)."""

    output_field = IntegerField()
    template = "JSON_ARRAY_LENGTH(%(expressions)s, '$.evidence')"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSONB_ARRAY_LENGTH((%(expressions)s)::jsonb -> 'evidence')"
        return self.as_sql(compiler, connection, template=template, **context)


class HasPrimary(Func):
    """Whether one of the pieces is a primary source."""

    output_field = BooleanField()
    template = (
        "EXISTS (SELECT 1 FROM JSON_EACH(%(expressions)s, '$.evidence') "
        "WHERE JSON_EXTRACT(value, '$.is_primary'))"
    )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "JSONB_PATH_EXISTS((%(expressions)s)::jsonb, '$.evidence[*].is_primary ? (@ == true)')"
        )
        return self.as_sql(compiler, connection, template=template, **context)
