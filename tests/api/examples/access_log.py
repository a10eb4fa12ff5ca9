"""Who opened whose record, and who signed in."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {}
QUERIES: dict[str, dict[str, str]] = {
    "/api/me/readers": {"until": "2026-11-23"},
    "/api/audit/sign-ins": {"until": "2026-11-23"},
    "/api/patients/<uuid:patient_id>/access-log": {"until": "2026-11-23"},
}
