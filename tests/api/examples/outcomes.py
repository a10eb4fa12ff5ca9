"""Good requests for the outcome table."""

from typing import Any

_TABLE = {"from": "2026-01-01", "to": "2026-12-31", "scale": "phq-9", "sample": "itt", "stratum": "age"}
BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, dict[str, str]] = {"/api/outcomes": _TABLE, "/api/outcomes/file": _TABLE}
