"""Refuses every change of a published version in the database itself.

SQLite forgets triggers when it rebuilds a table: a later migration that alters practices_practiceversion makes them
again (tests/practices/versions/test_immutable.py notices).
"""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER practices_version_is_final BEFORE UPDATE ON practices_practiceversion
    BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
    """,
)
SQLITE_BACK = ("DROP TRIGGER practices_version_is_final",)
POSTGRESQL = (
    """
    CREATE FUNCTION practices_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER practices_version_is_final BEFORE UPDATE ON practices_practiceversion
    FOR EACH ROW EXECUTE FUNCTION practices_version_is_final()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER practices_version_is_final ON practices_practiceversion",
    "DROP FUNCTION practices_version_is_final",
)


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def back(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_reviews")]

    operations = [migrations.RunPython(forward, back)]
