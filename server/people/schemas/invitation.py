"""Invitations and codes of the clinic as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.access import Role
from server.http import Instant, Text
from server.people.rules.invitation import InvitationForm


class WayInBody(Schema):
    """The token of a link, or a short code as it was typed: exactly one of the two."""

    token = Text(load_default=None, allow_none=True, validate=validate.Length(1, 200))
    code = Text(load_default=None, allow_none=True, validate=validate.Length(1, 40))

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        if (data["token"] is None) == (data["code"] is None):
            raise ValidationError("Send the token of a link or a short code.", "token")


class JoinBody(WayInBody):
    """pin: the six digits told in person, where the invitation needs them."""

    pin = Text(load_default=None, allow_none=True, validate=validate.Length(1, 20))


class InvitationView(Schema):
    """needs_pin: the six digits told in person are asked for."""

    clinic = fields.String()
    kind = fields.String(validate=validate.OneOf(["patient", "staff"]))
    role = fields.Enum(Role, by_value=True)
    is_demo = fields.Boolean()
    needs_pin = fields.Boolean()


class InviteBody(Schema):
    """form: whether it is scanned here and now, or printed and taken home."""

    form = fields.Enum(InvitationForm, by_value=True, load_default=InvitationForm.SCREEN)


class IssuedView(Schema):
    """code: to type instead of scanning, at `address`. pin: to tell in person. Null where there is none."""

    url = fields.String()
    address = fields.String()
    expires_at = Instant()
    qr = fields.String(allow_none=True)  # an SVG image as a data: address; None without an https address
    form = fields.Enum(InvitationForm, by_value=True, allow_none=True)
    code = fields.String(allow_none=True)
    pin = fields.String(allow_none=True)


class IssuedCodeView(Schema):
    """Six digits to tell the patient. They are shown once."""

    code = fields.String()
    expires_at = Instant()


class CodeBody(Schema):
    code = Text(required=True, validate=validate.Length(1, 20))
