"""The guards of the database are there, come back, and are put once."""

import pytest
from sqlalchemy import Engine, create_engine, text

from server import guards
from server.db import engine_options, prepare
from server.guards import Guard, Trigger, guards_of, install_guards, missing_guards, remove_guards, run_guard
from tests.postgres import APPLICATION, OWNER

REFUSE = Trigger(
    "job_tick",
    "keep",
    ("CREATE TRIGGER {name} BEFORE DELETE ON job_tick BEGIN SELECT RAISE(ABORT, 'kept'); END",),
    (
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '100 %% kept'; END $$",
        "CREATE TRIGGER {name} BEFORE DELETE ON job_tick FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ),
)


@pytest.fixture
def engine(database_url):
    """Of the owner of the tables, who alone may change them."""
    owners = database_url.replace(f"//{APPLICATION}@", f"//{OWNER}@")
    engine = create_engine(owners, **engine_options(database_url))
    prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine):
    """In a transaction that is taken back: other tests use the same tables."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def keys(found: list[Guard]) -> set[tuple[str, str, str]]:
    return {guard.key for guard in found}


def test_nothing_is_missing_and_putting_again_changes_nothing(connection):
    assert missing_guards(connection) == []
    install_guards(connection)
    assert missing_guards(connection) == []


def test_what_is_taken_away_is_missed_and_comes_back(connection):
    for guard in guards_of(connection):
        run_guard(connection, guard.take)
        assert guard.key in keys(missing_guards(connection))
        run_guard(connection, guard.put)
    assert missing_guards(connection) == []
    remove_guards(connection)
    assert keys(missing_guards(connection)) == keys(guards_of(connection))
    install_guards(connection)
    assert missing_guards(connection) == []


def test_a_trigger_is_put_replaced_when_its_text_changes_and_refuses(connection, monkeypatch):
    monkeypatch.setattr(guards, "TRIGGERS", (REFUSE,))
    assert [guard.table for guard in missing_guards(connection)] == ["job_tick"]
    install_guards(connection)
    connection.execute(text("INSERT INTO job_tick (job, finished_at, result) VALUES ('x', '2026-11-23', 1)"))
    with pytest.raises(Exception, match="kept"), connection.begin_nested():
        connection.execute(text("DELETE FROM job_tick"))
    monkeypatch.setattr(guards, "TRIGGERS", ())
    install_guards(connection)
    connection.execute(text("DELETE FROM job_tick"))
