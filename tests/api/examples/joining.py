"""Invitations and codes of the clinic."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "/api/invitations/look": {"token": f"{'0' * 32}.secret", "code": None},
    "/api/join": {"token": f"{'0' * 32}.secret", "code": None, "pin": None},
    "/api/patients/<uuid:patient_id>/invitations": {"form": "paper"},
    "/api/patients/<uuid:patient_id>/codes": {},
    "/api/me/prove/code": {"code": "123456"},
}
QUERIES: dict[str, dict[str, str]] = {}
