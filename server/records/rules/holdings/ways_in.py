"""How a patient gets in: invitations, sessions and what they stand on. Pure."""

from server.records.rules.holdings.holding import OF_STAFF, SECRET, Holding

WAYS_IN = (
    Holding(
        "invitation",
        "Invitations that you got",
        "patient_id",
        "created_at expires_at used_at form failed",
        links="id",
        withheld={SECRET: "token_hash code_key code_hash pin_hash", OF_STAFF: "account_id"},
    ),
    Holding(
        "proof_code",
        "Codes that your clinic told you",
        "patient_id",
        "created_at expires_at used_at failed",
        links="id",
        people="created_by",
        withheld={SECRET: "code_hash"},
    ),
    Holding(
        "kiosk_code",
        "Codes that your clinic gave you for its tablet",
        "patient_id",
        "created_at expires_at used_at failed",
        links="id",
        people="created_by",
        withheld={SECRET: "code_key code_hash"},
    ),
    Holding(
        "access_revocation",
        "When your clinic ended your access",
        "patient_id",
        "at sessions keys told_at",
        links="id",
        people="by",
        withheld={OF_STAFF: "account_id"},
    ),
    Holding(
        "sign_in_session",
        "Where you signed in",
        "patient_id",
        "created_at method label verified_at last_seen_at expires_at ended_at idle_minutes signed_count",
        links="id",
        withheld={SECRET: "token_hash device_key", OF_STAFF: "account_id tablet_id"},
    ),
    Holding(
        "patient_passkey",
        "Passkeys with which you sign in",
        "patient_id",
        "created_at label last_used_at is_synced is_backed_up copied_at",
        links="id",
        withheld={SECRET: "credential_id user_handle public_key sign_count aaguid"},
    ),
)
