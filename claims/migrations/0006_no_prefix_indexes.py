"""PostgreSQL: without the second index that Django gives each unique text for LIKE 'abc%'.

Nothing of ours looks for a beginning, and an import keeps six of them in order for each row.
"""

from django.db import migrations

NAMES = """
SELECT indexname FROM pg_indexes
WHERE schemaname = current_schema() AND tablename LIKE 'claims\\_%' AND indexname LIKE '%\\_like'
"""


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMES)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_claimants_slug")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
