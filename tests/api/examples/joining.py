"""Invitations, codes of the clinic, and taking access away."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "/api/invitations/look": {"token": f"{'0' * 32}.secret", "code": None},
    "/api/join": {"token": f"{'0' * 32}.secret", "code": None, "pin": None},
    "/api/patients/<uuid:patient_id>/invitations": {"form": "paper"},
    "/api/patients/<uuid:patient_id>/codes": {},
    "/api/patients/<uuid:patient_id>/access/revoke": {
        "identified_by": ["name", "birth date"],
        "reason": "The phone was lost",
    },
    "/api/staff/<uuid:account_id>/access/revoke": {"reason": "The phone was lost"},
    "/api/me/revocation/seen": {},
    "/api/me/prove/code": {"code": "123456"},
}
QUERIES: dict[str, dict[str, str]] = {}
