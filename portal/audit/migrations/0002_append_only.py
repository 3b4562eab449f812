"""Rows of the log are added with the next number, and never changed or deleted."""

from django.db import migrations

SQLITE = {
    "audit_event_no_update": (
        "BEFORE UPDATE ON audit_auditevent BEGIN"
        " SELECT RAISE(ABORT, 'audit rows are never changed'); END"
    ),
    "audit_event_no_delete": (
        "BEFORE DELETE ON audit_auditevent BEGIN"
        " SELECT RAISE(ABORT, 'audit rows are never deleted'); END"
    ),
    # Also stops INSERT OR REPLACE, which deletes without asking the trigger above.
    "audit_event_next_number": (
        "BEFORE INSERT ON audit_auditevent"
        " WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_auditevent) BEGIN"
        " SELECT RAISE(ABORT, 'audit rows are numbered without gaps'); END"
    ),
}

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'audit rows are never changed';
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'audit rows are never deleted';
    ELSIF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM audit_auditevent) THEN
            RAISE EXCEPTION 'audit rows are never deleted';
        END IF;
        RETURN NULL;
    ELSIF NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_auditevent) THEN
        RAISE EXCEPTION 'audit rows are numbered without gaps';
    END IF;
    RETURN NEW;
END $$;
"""
POSTGRESQL = {
    "audit_event_rows": (
        "BEFORE INSERT OR UPDATE OR DELETE ON audit_auditevent"
        " FOR EACH ROW EXECUTE FUNCTION audit_event_guard()"
    ),
    "audit_event_table": (
        "BEFORE TRUNCATE ON audit_auditevent"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()"
    ),
}


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for name, rule in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}", params=None)
    else:
        for name, rule in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {rule}", params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in POSTGRESQL:
            schema_editor.execute(f"DROP TRIGGER {name} ON audit_auditevent", params=None)
        schema_editor.execute("DROP FUNCTION audit_event_guard()", params=None)
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
