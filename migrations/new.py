"""Drafts the next migration from the difference between the models and the tables: `make migration what="add holds"`.

The draft is read and tidied by whoever asked for it: Alembic sees neither renamed columns nor changed checks.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

import server as _models  # noqa: F401 # the application imports every table
from server.db import changing_tables, engine_options, prepare
from server.upgrade import MIGRATIONS, alembic_config, newest_revision

HEAD = MIGRATIONS / "versions" / "HEAD"


def draft(what: str) -> Path:
    """The file of a new migration that follows the newest one, drafted on an empty SQLite database."""
    number = int(newest_revision() or "0") + 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        engine = create_engine(url, **engine_options(url))
        prepare(engine)
        with changing_tables(engine) as connection:
            config = alembic_config(connection)
            command.upgrade(config, "head")
            command.revision(config, message=what, rev_id=f"{number:04}", autogenerate=True)
        engine.dispose()
    file = next((MIGRATIONS / "versions").glob(f"{number:04}_*.py"))
    HEAD.write_text(f"{file.stem}\n")
    return file


if __name__ == "__main__":
    print(draft(" ".join(sys.argv[1:])))
