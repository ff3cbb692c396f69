"""What the database reads out of the content of a published version, without sending it here.

A version's `content` holds every piece of evidence and up to 100,000 characters of explanation:
counting over all verdicts must not load it.
"""

from typing import Any

from django.db.models import Func, TextField


class PrimaryMarks(Func):
    """For each piece of evidence of a canonical content (`workflow.content`) whether it is a
    primary source, as a JSON array of true or false (SQLite: 1 or 0), such as `[true, false]`.

    One expression for all that is asked of a content, because reading it is what takes time.
    """

    output_field = TextField()
    template = (
        "(SELECT JSON_GROUP_ARRAY(JSON_EXTRACT(value, '$.is_primary')) "
        "FROM JSON_EACH(%(expressions)s, '$.evidence'))"
    )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "JSONB_PATH_QUERY_ARRAY((%(expressions)s)::jsonb, '$.evidence[*].is_primary')::text"
        )
        return self.as_sql(compiler, connection, template=template, **context)
