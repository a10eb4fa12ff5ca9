"""Passkeys as JSON. Names within options and credentials are WebAuthn's; bytes are base64url without padding."""

# ruff: noqa: N815 # the names are the specification's

from marshmallow import Schema, fields, validate

from server.access import Role
from server.http import Instant
from server.people.rules.session import Method
from server.people.schemas import MeView


def _bytes(longest: int, **rest: object) -> fields.String:
    """Base64url of at most so many bytes."""
    wanted = validate.Regexp(r"^[A-Za-z0-9_-]+\Z")
    return fields.String(validate=[validate.Length(1, longest * 4 // 3 + 1), wanted], **rest)  # type: ignore[arg-type]


class PartyView(Schema):
    id = fields.String()
    name = fields.String()


class UserView(Schema):
    id = fields.String()
    name = fields.String()
    displayName = fields.String()


class ParameterView(Schema):
    type = fields.String()
    alg = fields.Integer()


class DescriptorView(Schema):
    id = fields.String()
    type = fields.String()


class SelectionView(Schema):
    residentKey = fields.String()
    requireResidentKey = fields.Boolean()
    userVerification = fields.String()


class RegistrationView(Schema):
    """PublicKeyCredentialCreationOptionsJSON. timeout: in milliseconds."""

    rp = fields.Nested(PartyView)
    user = fields.Nested(UserView)
    challenge = fields.String()
    pubKeyCredParams = fields.List(fields.Nested(ParameterView))
    timeout = fields.Integer()
    excludeCredentials = fields.List(fields.Nested(DescriptorView))
    authenticatorSelection = fields.Nested(SelectionView)
    attestation = fields.String()


class AssertionView(Schema):
    """PublicKeyCredentialRequestOptionsJSON. timeout: in milliseconds."""

    challenge = fields.String()
    timeout = fields.Integer()
    rpId = fields.String()
    allowCredentials = fields.List(fields.Nested(DescriptorView))
    userVerification = fields.String()


class MadeResponse(Schema):
    clientDataJSON = _bytes(2000, required=True)
    attestationObject = _bytes(20_000, required=True)


class MadeBody(Schema):
    """What navigator.credentials.create() answered."""

    id = _bytes(1023, required=True)
    response = fields.Nested(MadeResponse, required=True)


class UsedResponse(Schema):
    clientDataJSON = _bytes(2000, required=True)
    authenticatorData = _bytes(2000, required=True)
    signature = _bytes(2000, required=True)
    userHandle = _bytes(64, load_default=None, allow_none=True)


class UsedBody(Schema):
    """What navigator.credentials.get() answered."""

    id = _bytes(1023, required=True)
    response = fields.Nested(UsedResponse, required=True)


class PasskeyView(Schema):
    """label: where it was made. is_synced: it may lie on several devices of its owner. copied_at: from then on it opens
    nothing, since a copy of it is in use."""

    id = fields.UUID()
    label = fields.String()
    is_synced = fields.Boolean()
    created_at = Instant()
    last_used_at = Instant(allow_none=True)
    copied_at = Instant(allow_none=True)


class PasskeysView(Schema):
    passkeys = fields.List(fields.Nested(PasskeyView))


class WaysView(Schema):
    """By which means the person can prove who they are, best first."""

    ways = fields.List(fields.Enum(Method, by_value=True))


class WorkplaceView(Schema):
    clinic_id = fields.UUID()
    clinic = fields.String()
    role = fields.Enum(Role, by_value=True)


class ChoiceView(Schema):
    ticket = fields.String()
    workplaces = fields.List(fields.Nested(WorkplaceView))


class EnteredView(Schema):
    """me: who is signed in now; or choice: the clinics at which the person works, one of which is to be chosen."""

    me = fields.Nested(MeView, allow_none=True)
    choice = fields.Nested(ChoiceView, allow_none=True)


class ChoiceBody(Schema):
    ticket = _bytes(64, required=True)
    clinic_id = fields.UUID(required=True)
