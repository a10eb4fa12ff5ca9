"""Ways in, and taking them away, as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text
from server.people.rules.invitation import InvitationForm
from server.people.rules.recovery import IdentifiedBy


class PhoneView(Schema):
    """is_bound: it signs what it sends with a key that never leaves it."""

    id = fields.UUID()
    label = fields.String(allow_none=True)
    created_at = Instant()
    last_seen_at = Instant()
    is_bound = fields.Boolean()


class OpenInvitationView(Schema):
    form = fields.Enum(InvitationForm, by_value=True, allow_none=True)
    created_at = Instant()
    expires_at = Instant()


class AccessView(Schema):
    """revoked_at: when all was last ended by the clinic; told_at: when the patient read of it."""

    patient_id = fields.UUID()
    phones = fields.List(fields.Nested(PhoneView))
    passkeys = fields.Integer()
    invitation = fields.Nested(OpenInvitationView, allow_none=True)
    revoked_at = Instant(allow_none=True)
    told_at = Instant(allow_none=True)


class RevokeBody(Schema):
    """identified_by: at least two things that were compared with the record."""

    identified_by = fields.List(
        fields.Enum(IdentifiedBy, by_value=True), required=True, validate=validate.Length(max=len(IdentifiedBy))
    )
    reason = Text(required=True, validate=validate.Length(3, 1000))


class RevokeMemberBody(Schema):
    reason = Text(required=True, validate=validate.Length(3, 1000))


class RevokedView(Schema):
    """What the clinic ended: how many sign-ins, how many passkeys and passwords."""

    at = Instant()
    sessions = fields.Integer()
    keys = fields.Integer()
