"""Single sign-on as JSON."""

from marshmallow import Schema, fields, validate

from server.http import Instant


class SignInWaysView(Schema):
    """sso: what the button of single sign-on calls the provider; None: there is none."""

    sso = fields.String(allow_none=True)


class SsoBegunView(Schema):
    """url: the identity provider's, to which the browser goes."""

    url = fields.String()


class SsoReturnBody(Schema):
    """What the provider put into the address of the page to which the browser came back."""

    code = fields.String(required=True, validate=validate.Length(1, 2000))
    state = fields.String(required=True, validate=validate.Length(1, 200))
    iss = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 500))


class SsoView(Schema):
    """name: of the provider; None: there is none. linked_at: since when one signs in by it; None: one does not."""

    name = fields.String(allow_none=True)
    linked_at = Instant(allow_none=True)
