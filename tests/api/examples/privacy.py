"""Own data, and patients who leave."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {"/api/me/data": {}, "/api/me/data.pdf": {}}
QUERIES: dict[str, dict[str, str]] = {}
