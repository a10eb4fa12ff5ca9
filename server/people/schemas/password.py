"""Passwords and second factors as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant, Text

# Bounded far above what may be chosen, so that whoever typed too much is told so by the rule.
_PASSWORD = validate.Length(1, 1000)
_CODE = validate.Regexp(r"^ *[0-9]{3} ?[0-9]{3} *\Z", error="The code has six digits.")


class PasswordSignInBody(Schema):
    login = Text(required=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, validate=_PASSWORD)
    code = fields.String(required=True, validate=_CODE)


class PasswordProofBody(Schema):
    password = fields.String(required=True, validate=_PASSWORD)
    code = fields.String(required=True, validate=_CODE)


class PasswordBody(Schema):
    """login: None keeps the present one. current: the present password, if there is one. end_others: sign out
    everywhere else."""

    login = Text(load_default=None, allow_none=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, validate=_PASSWORD)
    current = fields.String(load_default=None, allow_none=True, validate=_PASSWORD)
    end_others = fields.Boolean(load_default=True)


class TotpCodeBody(Schema):
    code = fields.String(required=True, validate=_CODE)


class PasswordView(Schema):
    """login: None without a password. has_code: an authenticator app is set up. Both together let somebody in."""

    login = fields.String(allow_none=True)
    changed_at = Instant(allow_none=True)
    has_code = fields.Boolean()
    code_since = Instant(allow_none=True)


class TotpOfferView(Schema):
    """A secret for an authenticator app, shown once. qr: an SVG image as a data: address."""

    secret = fields.String()
    qr = fields.String()
    expires_at = Instant()
