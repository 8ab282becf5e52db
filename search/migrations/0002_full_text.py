"""The full-text index of each database. It keeps itself: rows of EntryText and index change, or roll back, together.

A later migration that alters EntryText on SQLite has to drop these views first and make them again (`remove`, `install`).
"""

from django.db import migrations

AUDIENCES = ("public", "members", "groups", "group_members")
COLUMNS = ("title", "summary", "labels", "body", "files")


def sqlite_statements() -> list[str]:
    names = ", ".join(COLUMNS)
    old = ", ".join(f"old.{name}" for name in COLUMNS)
    new = ", ".join(f"new.{name}" for name in COLUMNS)
    made = []
    for audience in AUDIENCES:
        table, view = f"search_fts_{audience}", f"search_text_{audience}"
        remove = f"INSERT INTO {table}({table}, rowid, {names}) VALUES ('delete', old.id, {old});"
        add = f"INSERT INTO {table}(rowid, {names}) VALUES (new.id, {new});"
        made += [
            f"CREATE VIEW {view} AS SELECT id, {names} FROM search_entrytext WHERE audience = '{audience}'",
            f"CREATE VIRTUAL TABLE {table} USING fts5({names}, content='{view}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')",
            f"CREATE TRIGGER {table}_added AFTER INSERT ON search_entrytext WHEN new.audience = '{audience}' "
            f"BEGIN {add} END",
            f"CREATE TRIGGER {table}_removed AFTER DELETE ON search_entrytext WHEN old.audience = '{audience}' "
            f"BEGIN {remove} END",
            f"CREATE TRIGGER {table}_changed AFTER UPDATE ON search_entrytext WHEN old.audience = '{audience}' "
            f"BEGIN {remove} {add} END",
        ]
    return made


def postgres_statements() -> list[str]:
    vector = " || ".join(
        f"setweight(to_tsvector('pg_catalog.simple'::regconfig, {name}), '{weight}')"
        for name, weight in zip(COLUMNS, "ABCDD", strict=True)
    )
    return [
        f"ALTER TABLE search_entrytext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({vector}) STORED",
        "ALTER TABLE search_entrytext ADD COLUMN title_vector tsvector "
        "GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple'::regconfig, title)) STORED",
        # Texts stand apart from their rows, and vectors as they are: a search reads many rows and few texts.
        "ALTER TABLE search_entrytext SET (toast_tuple_target = 128)",
        "ALTER TABLE search_entrytext ALTER COLUMN vector SET STORAGE EXTERNAL",
        *(
            f"CREATE INDEX search_{column}_{audience} ON search_entrytext USING gin({column}) "
            f"WHERE audience = '{audience}'"
            for audience in AUDIENCES
            for column in ("vector", "title_vector")
        ),
        # What says who may see a sheet, asked for every row that a search finds.
        "CREATE INDEX search_sheet_rights ON library_sheet (id) INCLUDE (live, expire_at, work_id, access)",
        "CREATE INDEX search_sheet_hidden ON library_sheet (id) INCLUDE (live, expire_at, access) "
        "WHERE NOT live OR expire_at IS NOT NULL OR access <> 'public'",
        # What was not projected as public: looked for by itself (search.visibility.by_kind), and mostly little.
        "CREATE INDEX search_entry_closed ON search_searchentry (id) WHERE access <> 'public'",
        # Beginnings of words (search.completion), whatever order the language of the database gives them.
        'CREATE INDEX search_facet_word ON search_entryfacet (value COLLATE "C", entry_id) WHERE name = \'word\'',
    ]


def install(apps, schema_editor):
    made = {"sqlite": sqlite_statements, "postgresql": postgres_statements}
    for statement in made[schema_editor.connection.vendor]():
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entrytext DROP COLUMN vector, DROP COLUMN title_vector", None)
        schema_editor.execute("DROP INDEX search_facet_word, search_entry_closed, search_sheet_rights, search_sheet_hidden", None)
        return
    for audience in AUDIENCES:
        for event in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER search_fts_{audience}_{event}", None)
        schema_editor.execute(f"DROP TABLE search_fts_{audience}", None)
        schema_editor.execute(f"DROP VIEW search_text_{audience}", None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("library", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
