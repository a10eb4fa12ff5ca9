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
    "/api/me/language": {"language": "de"},
    "/api/me/device": {
        "key": {
            "kty": "EC",
            "crv": "P-256",
            # The base point of the curve: a public key that nobody can mistake for a real one.
            "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
            "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
        }
    },
    "/api/me/prove/code": {"code": "123456"},
}
QUERIES: dict[str, dict[str, str]] = {}
