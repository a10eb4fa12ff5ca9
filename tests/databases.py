"""For what takes long on each database: on SQLite `make test` asks it, on PostgreSQL `make prove`."""

import pytest

POSTGRESQL_LATER = ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]
postgresql_later = pytest.mark.parametrize("database_url", POSTGRESQL_LATER, indirect=True)
