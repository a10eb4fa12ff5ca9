"""Codes for a tablet of the clinic as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text


class KioskCodeView(Schema):
    """code: to tell or show the patient; shown this once."""

    code = fields.String()
    expires_at = Instant()


class KioskCodeBody(Schema):
    """code: as the patient types it."""

    code = Text(required=True, validate=validate.Length(1, 40))
