"""Keys of machines as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text

MOST_DAYS = 366  # a key that nobody thinks of any more ends by itself


class ServiceKeyBody(Schema):
    """A key to be made. name: of the machine, for the audit trail. days: how long it works."""

    name = Text(required=True, validate=validate.Length(1, 80))
    days = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_DAYS))


class ServiceKeyView(Schema):
    id = fields.UUID()
    name = fields.String()
    created_by = fields.String()
    created_at = Instant()
    expires_at = Instant()
    revoked_at = Instant(allow_none=True)
    last_used_at = Instant(allow_none=True)


class ServiceKeysView(Schema):
    keys = fields.List(fields.Nested(ServiceKeyView))


class NewServiceKeyView(ServiceKeysView):
    """secret: to be sent as `Authorization: Bearer <secret>`; shown this once."""

    secret = fields.String()
