"""What a passkey says, asked of the library `webauthn`: which options a browser gets, and whether its answer holds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.errors import NotProven
from server.people.rules.passkey import CHALLENGE_LASTS, Site, decoded

Answer = TypeVar("Answer")
_MILLISECONDS = int(CHALLENGE_LASTS.total_seconds() * 1000)


@dataclass(frozen=True)
class Attested:
    """A passkey that a browser just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool
    is_backed_up: bool
    aaguid: str


@dataclass(frozen=True)
class Asserted:
    """What a passkey said when it was used. The counter is not judged here: see rules.passkey.was_copied."""

    sign_count: int
    is_synced: bool
    is_backed_up: bool


def registration_options(
    site: Site, handle: bytes, name: str, known: Sequence[bytes], challenge: bytes
) -> dict[str, Any]:
    """What navigator.credentials.create() gets. known: credential ids of the person, so that no device makes a second.

    No attestation is asked for: which model somebody has is not ours to know, and we would refuse none.
    """
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Lodestone",
        user_name=name,
        user_id=handle,
        challenge=challenge,
        timeout=_MILLISECONDS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return dict(json.loads(options_to_json(options)))


def assertion_options(site: Site, allowed: Sequence[bytes], challenge: bytes) -> dict[str, Any]:
    """What navigator.credentials.get() gets. allowed: credential ids; none: whichever passkey the person picks."""
    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=_MILLISECONDS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def require_attested(site: Site, said: dict[str, Any], challenge: str) -> Attested:
    """The new passkey in a browser's answer. Raises NotProven: another challenge, site or type, no verified user, or an
    answer that cannot be read."""
    _require_own_frame(said)
    found = _asked(
        lambda: verify_registration_response(
            credential=_credential(said),
            expected_challenge=decoded(challenge) or b"",
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    )
    return Attested(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        found.credential_backed_up,
        found.aaguid,
    )


def require_asserted(site: Site, said: dict[str, Any], challenge: str, public_key: bytes) -> Asserted:
    """What the passkey of this public key signed. Raises NotProven like require_attested, and for a false signature."""
    _require_own_frame(said)
    found = _asked(
        lambda: verify_authentication_response(
            credential=_credential(said),
            expected_challenge=decoded(challenge) or b"",
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            # The library looks at the counter before the signature, so that anybody could make a passkey look copied.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    is_synced = found.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return Asserted(found.new_sign_count, is_synced, found.credential_backed_up)


def _credential(said: dict[str, Any]) -> dict[str, Any]:
    return {"id": said["id"], "rawId": said["id"], "type": "public-key", "response": said["response"]}


def _require_own_frame(said: dict[str, Any]) -> None:
    """Refuse what was signed in a frame within another site's page, which the library lets pass."""
    client_data = _asked(lambda: parse_client_data_json(decoded(said["response"]["clientDataJSON"]) or b""))
    if client_data.cross_origin:
        raise NotProven("This passkey was not used on our own page.")


def _asked(question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except Exception as fault:
        # It parses CBOR and ASN.1 that a stranger wrote, and lets through whatever those parsers raise.
        raise NotProven("The passkey was not accepted. Please try again.") from fault
